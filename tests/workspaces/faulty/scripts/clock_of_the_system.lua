--- Closed at night

---@hook before_signin

-- The sandbox has no `os`; the time comes from `helpers.now()`.
local hour = os.time() // 3600 % 24

if hour < 5 then
  return { allowed = false, error = "Please come back in the morning." }
end
return { allowed = true }
