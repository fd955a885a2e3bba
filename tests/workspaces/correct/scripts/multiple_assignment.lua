--- Several values at once, swapped and rotated

---@hook before_signup

local a, b, c = #context.email, #(context.name or ""), 3
a, b = b, a
a, b, c = c, a, b

local t = { x = 1, y = 2 }
t.x, t.y = t.y, t.x

return { allowed = a + b + c + t.x + t.y > 0 }
