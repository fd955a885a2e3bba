--- Keeps what was worked out before

---@hook before_signup

local memo = {}

local function fib(n)
  if n < 2 then
    return n
  end
  local known = memo[n]
  if known then
    return known
  end
  local value = fib(n - 1) + fib(n - 2)
  memo[n] = value
  return value
end

return { allowed = fib(#context.email % 40) >= 0 }
