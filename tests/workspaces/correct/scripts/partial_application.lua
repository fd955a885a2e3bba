--- A function with its first arguments bound

---@hook before_signup

local function bind(f, ...)
  local bound = table.pack(...)
  return function(...)
    local arguments = table.pack(table.unpack(bound, 1, bound.n))
    for i = 1, select("#", ...) do
      arguments[bound.n + i] = (select(i, ...))
    end
    return f(table.unpack(arguments, 1, bound.n + select("#", ...)))
  end
end

local function between(low, high, value)
  return value >= low and value <= high
end

local fits = bind(between, 5, 200)

return { allowed = fits(#context.email), error = "Please enter a valid address." }
