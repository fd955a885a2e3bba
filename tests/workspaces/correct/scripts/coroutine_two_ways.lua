--- Values go in and out of a coroutine

---@hook before_signin

local average = coroutine.wrap(function(first)
  local sum, n, value = 0, 0, first
  while true do
    sum, n = sum + value, n + 1
    value = coroutine.yield(sum / n)
  end
end)

local mean = 0
for _, size in ipairs({
  #context.email,
  #(context.request.ip or ""),
  #(context.request.origin or ""),
}) do
  mean = average(size)
end

helpers.metrics.gauge("signin.mean_length", mean)
return { allowed = true }
