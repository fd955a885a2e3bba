--- Reads a small CSV text

---@hook before_signin

local TEXT = [[
domain,action
rival.example,refuse
acme.example,trust
"quoted.example",pass
]]

local rows = {}
for line in TEXT:gmatch("[^\n]+") do
  local fields = {}
  for field in (line .. ","):gmatch("([^,]*),") do
    fields[#fields + 1] = field:match('^"(.*)"$') or field
  end
  rows[#rows + 1] = fields
end

local actions = {}
for i = 2, #rows do
  actions[rows[i][1]] = rows[i][2]
end

local domain = context.email:match("@(.+)$") or ""
return { allowed = actions[domain] ~= "refuse", error = "This mail domain cannot be used here." }
