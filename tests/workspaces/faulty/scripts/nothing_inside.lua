--- A branch that was never written

---@hook before_signup

-- Nothing happens to people without a name.
if not context.name then
end

return { allowed = true }
