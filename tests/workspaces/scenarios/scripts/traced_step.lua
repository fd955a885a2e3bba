--- Traced step
---
--- Measures itself: two levels are kept, the third runs without a span.

local result = helpers.trace("outer", { step = context.node }, function()
  return helpers.trace("inner", { depth = 2 }, function()
    ---@diagnostic disable-next-line: trace-depth -- what is dropped is counted
    return helpers.trace("too deep", function()
      return "ran"
    end)
  end)
end)
if context.user.role == "leaver" and context.node == "last" then
  return { allowed = false, error = "Already gone." }
end
return { allowed = true, data = { [context.node] = result } }
