--- Every second character

---@hook before_signup

local picked = {}
for i = 1, #context.email do
  i = i + 1 -- does not skip: the loop keeps a counter of its own
  picked[#picked + 1] = context.email:sub(i, i)
end

return { allowed = #table.concat(picked) > 2, error = "Please enter your whole address." }
