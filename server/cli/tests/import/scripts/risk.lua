NAME Risk score
function total(parts)
  local sum = 0
  for i = 1, #parts do
    sum = sum + weight(parts[i])
  end
  return sum
end

function weight(part)
  if part == "new_domain" then
    return 30
  end
  return 10
end

local parts = {}
if context.outputs["7f3a"].domain == "new.example" then
  parts[#parts + 1] = "new_domain"
end
if context.outputs['geo-1'].country == "??" then
  parts[#parts + 1] = "no_country"
end
return { allowed = true, data = { score = total(parts) } }
