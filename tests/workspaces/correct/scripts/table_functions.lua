--- Insert, remove, move, concat, unpack

---@hook apikey_before_create

local list = { "b", "c" }
table.insert(list, 1, "a")
table.insert(list, context.name or "d")

local last = table.remove(list)
local first = table.remove(list, 1)
local copy = table.move(list, 1, #list, 1, {})
local one, two = table.unpack(copy)

helpers.log(first or "", last or "", one, two, table.concat(copy, "+"), #list)
return { allowed = #copy == 2 }
