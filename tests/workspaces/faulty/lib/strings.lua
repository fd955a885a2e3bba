-- Scripts cannot load other files yet, so nobody can use this.

local strings = {}

function strings.trim(text)
  return text:match("^%s*(.-)%s*$")
end

return strings
