--- Score of a client's name

local points = 85
if context.name == "" then
  points = 0
end
return { allowed = true, data = { score = points } }
