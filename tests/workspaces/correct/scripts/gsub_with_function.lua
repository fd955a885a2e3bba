--- Replaces by function, by table and by string

---@hook after_signup

local function title(text)
  return (
    text:gsub("(%a)(%w*)", function(first, rest)
      return first:upper() .. rest:lower()
    end)
  )
end

local values = { id = context.user.id, name = title(context.user.name or "nobody") }
local text, filled = ("user $id is $name"):gsub("%$(%w+)", values)
local swapped = ("a=b"):gsub("(%w)=(%w)", "%2=%1")

helpers.log(text, filled, swapped)
