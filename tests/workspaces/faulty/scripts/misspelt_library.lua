--- First words of a name

---@hook before_signup

local words = {}
for word in (context.name or ""):gmatch("%S+") do
  tabel.insert(words, word) -- `table` is misspelt
end

return { allowed = #words < 6, error = "Please use a shorter name." }
