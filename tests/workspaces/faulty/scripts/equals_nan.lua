--- Letters for each letter of the name

---@hook before_signup

local ratio = #context.email / #(context.name or "")
if ratio == 0 / 0 then
  ratio = 0
end

return { allowed = ratio < 30, error = "Please use a shorter address." }
