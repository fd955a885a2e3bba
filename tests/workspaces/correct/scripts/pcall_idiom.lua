--- Reads JSON that may be broken

---@hook before_signin

local ok, limits = pcall(helpers.json.decode, '{ "score": 50 }')
if not ok then
  helpers.log.error("the limits are not JSON")
  limits = { score = 10 }
end

return { allowed = #context.email < limits.score + 200, error = "Please use a shorter address." }
