--- A join that skips what is missing

---@hook before_signup

local function join(separator, ...)
  local parts = {}
  for i = 1, select("#", ...) do
    local value = select(i, ...)
    if value ~= nil and value ~= "" then
      parts[#parts + 1] = tostring(value)
    end
  end
  return table.concat(parts, separator)
end

helpers.log(join(" / ", context.email, context.name, context.request.origin))

return { allowed = true }
