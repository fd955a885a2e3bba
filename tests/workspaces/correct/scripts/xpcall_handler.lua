--- A handler that adds where it happened

---@hook after_signin

local function risky(text)
  assert(#text > 3, "too short")
  return text:upper()
end

local ok, text = xpcall(risky, function(problem)
  return "in risky: " .. tostring(problem)
end, context.user.id)

if ok then
  helpers.log(text)
else
  helpers.log.warn(text)
end
