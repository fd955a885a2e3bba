--- Raises a table and looks at it

---@hook before_signin

local function check(email)
  if not email:find("@", 1, true) then
    error({ code = "no_at", text = "Please enter an address." })
  end
  return email:lower()
end

local ok, result = pcall(check, context.email)
if ok then
  helpers.log("address has", #result, "characters")
  return { allowed = true }
end

if type(result) == "table" then
  return { allowed = false, error = result.text }
end
error(result, 0)
