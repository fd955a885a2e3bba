--- More that is left over

---@hook before_signup

local function shorten(text, ...) -- the further arguments are not used
  return text:sub(1, 20)
end

for word in (context.name or ""):gmatch("%S+") do
  helpers.log(shorten(word))
  ::continue:: -- no goto leads here
end

return { allowed = true }
