--- Escapes of short strings

---@hook before_signup

local texts = {
  "\65\066\x43",
  "\u{20AC}",
  "tab\there",
  "two\z
                lines",
  'it\'s "fine"',
  "back\\slash",
  "bell\a",
}

local total = 0
for _, text in ipairs(texts) do
  total = total + (utf8.len(text) or 0)
end

return { allowed = total > 0 and #context.email > 0 }
