--- Labels of a domain from the end

---@hook before_signup

local labels = {}
for label in context.email:gmatch("[^.@]+") do
  labels[#labels + 1] = label
end

local turned = ""
for i = #labels, 1 do -- counts up
  turned = turned .. labels[i] .. "."
end

return { allowed = turned ~= "example.bad.", error = "Please use another address." }
