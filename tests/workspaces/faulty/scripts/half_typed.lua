--- Domain rule, saved in the middle of a word

---@hook before_signup

local blocked = { "rival.example" }

for _, domain in ipairs(blocked) do
  if context.email:sub(-#domain) == domain the -- "then" is cut short
    return { allowed = false, error = "This mail domain cannot be used here." }
  end
end

return { allowed = true }
