--- A value that may be several things

---@hook token_build

local function text_of(value)
  local kind = type(value)
  if kind == "string" then
    return value
  elseif kind == "number" then
    return math.type(value) == "integer" and ("%d"):format(value) or ("%.2f"):format(value)
  elseif kind == "boolean" then
    return value and "yes" or "no"
  elseif kind == "table" then
    return "[" .. #value .. "]"
  end
  return "none"
end

return {
  allowed = true,
  data = { audience = text_of(context.token.aud), level = text_of(context.token.level) },
}
