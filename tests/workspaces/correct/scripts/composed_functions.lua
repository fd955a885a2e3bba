--- Functions made of functions

---@hook before_signup

local function compose(...)
  local steps = { ... }
  return function(value)
    for _, step in ipairs(steps) do
      value = step(value)
    end
    return value
  end
end

local function trim(text)
  return text:match("^%s*(.-)%s*$")
end

local function squeeze(text)
  return (text:gsub("%s+", " "))
end

local tidy = compose(trim, squeeze, string.lower)

return { allowed = tidy(context.name or "") ~= "root", error = "This name is taken." }
