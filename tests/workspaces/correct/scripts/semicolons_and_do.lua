--- Semicolons, blocks and a local of the same name

---@hook before_signup

-- stylua: ignore start
local total = 0
do
  local part = #context.email;
  total = total + part;
end
do
  local part = #(context.name or "")
  total = total + part
end

return { allowed = total < 500, error = "Please use a shorter name." }
