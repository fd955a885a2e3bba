--- Waits where there is nothing to wait for, and not where there is

---@hook before_signup

local answer = helpers.fetch("https://api.example.com/score")
if answer.status == 200 then
  helpers.log("scored")
end
local id = await(helpers.uuid())
local other = await(helpers.fetch("https://api.example.com/other"))
local lazy = setmetatable({}, {
  __index = function(_, page)
    return await(helpers.fetch("https://api.example.com/" .. page))
  end,
})
helpers.log(id, other.status, table.unpack(lazy, 1, 2))

return { allowed = true }
