--- Each closure has a variable of its own

---@hook before_signup

local checks = {}
for i = 1, 3 do
  checks[i] = function(text)
    return #text >= i
  end
end

local passed = 0
for _, check in ipairs(checks) do
  if check(context.email) then
    passed = passed + 1
  end
end

return { allowed = passed == #checks, error = "Please enter your whole address." }
