--- Builds a long text from parts

---@hook after_signup

local buffer = {}

local function put(format, ...)
  buffer[#buffer + 1] = format:format(...)
end

put("New user %s", context.user.id)
put("  name:  %s", context.user.name or "-")
put("  role:  %s", context.user.role or "-")
for i = 1, 3 do
  put("  check %02d: %s", i, i % 2 == 0 and "even" or "odd")
end

helpers.log(table.concat(buffer, "\n"))
