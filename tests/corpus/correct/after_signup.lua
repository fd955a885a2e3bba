--=== welcome
local name = context.user.name or "there"
local body = ([[
Hello %s,

welcome to Acme.
]]):format(name)

local ok, problem = pcall(await, helpers.fetch("https://mail.example/send", {
  method = "POST",
  body = { to = context.user.email, text = body },
}))
if not ok then
  helpers.log.error("no mail", problem.message)
end
--=== webhook_with_signature
local payload = helpers.json.encode({
  event = "signed_up",
  user = { id = context.user.id, name = context.user.name },
  at = helpers.now(),
})
local signature = helpers.hmac(helpers.secret("SIGNING_KEY"), payload, "sha512")

local ok, answer = pcall(await, helpers.fetch("https://crm.example/hooks", {
  method = "POST",
  headers = { ["content-type"] = "application/json", ["x-signature"] = signature },
  body = payload,
}))
helpers.metrics.count("crm.told", 1, { ok = ok and answer.ok })
--=== several_targets
local targets = {
  { name = "crm", url = "https://crm.example/users" },
  { name = "mail", url = "https://mail.example/users" },
  { name = "data", url = "https://data.example/users", optional = true },
}

local calls = {}
for i, target in ipairs(targets) do
  calls[i] = helpers.fetch(target.url, { method = "PUT", body = { id = context.user.id } })
end

for i, call in ipairs(calls) do
  local ok, answer = pcall(await, call)
  local target = targets[i]
  if not ok and not target.optional then
    helpers.log.error(target.name, "was not told", tostring(answer))
  end
end
--=== nothing_returned
helpers.log("signed up", context.user.id)
--=== early_return_without_value
if not context.user.email then
  return
end
local domain = context.user.email:match("@(.+)$")
if domain == nil then
  return
end
helpers.metrics.count("signup.domain", 1, { long = #domain > 20 })
--=== data_for_later_nodes
return { data = { source = context.request.origin or "direct", at = helpers.now() } }
--=== allowed_is_fine_too
local data = {}
if context.user.role then
  data.role = context.user.role
end
return { allowed = true, data = data }
--=== browser_statistics
local agent = (context.request.userAgent or ""):lower()
local SYSTEMS = { { "windows", "Windows" }, { "mac os", "macOS" }, { "android", "Android" }, { "linux", "Linux" } }
local system = "other"
for _, pair in ipairs(SYSTEMS) do
  local needle, name = pair[1], pair[2]
  if agent:find(needle, 1, true) then
    system = name
    break
  end
end
helpers.metrics.count("signup.system", 1, { system = system })
--=== template
local function render(template, values)
  return (template:gsub("{(%w+)}", function(key)
    local value = values[key]
    return value ~= nil and tostring(value) or "{" .. key .. "}"
  end))
end

local text = render("{id} ({name}) from {ip}", {
  id = context.user.id,
  name = context.user.name,
  ip = context.request.ip,
})
helpers.log(text)
--=== csv_line
local function field(value)
  local text = tostring(value == nil and "" or value)
  if text:find('[",\n]') then
    return '"' .. text:gsub('"', '""') .. '"'
  end
  return text
end

local columns = { context.user.id, context.user.email or "", context.user.name or "" }
local line = {}
for i, column in ipairs(columns) do
  line[i] = field(column)
end
helpers.log(table.concat(line, ","))
--=== expected_errors_are_ignored
local function quietly(f, ...)
  local results = table.pack(pcall(f, ...))
  if results[1] then
    return table.unpack(results, 2, results.n)
  end
end

local decoded = quietly(helpers.json.decode, context.user.name or "{}")
if type(decoded) == "table" then
  helpers.log("a table for a name", #decoded)
end
--=== trial_period
local DAY <const> = 24 * 60 * 60 * 1000
local starts = helpers.now()
local ends = starts + 14 * DAY
local text = helpers.date(ends, "%d.%m.%Y")
helpers.log(("the trial of %s ends on %s"):format(context.user.id, text))
return { data = { trialEnds = ends, trialText = text } }
