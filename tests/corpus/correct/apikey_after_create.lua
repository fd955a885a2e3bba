--=== told_to_the_owner
local key = context.apikey
local text = "A key was made: " .. (key.name or key.id)
if key.permissions and #key.permissions > 0 then
  text = text .. " (" .. table.concat(key.permissions, ", ") .. ")"
end
helpers.log(text)
--=== owner_differs
if context.apikey.userId ~= context.userId then
  helpers.log.warn("made for another user", context.userId, context.apikey.userId)
end
--=== counted
helpers.metrics.count("apikey.created", 1, {
  named = context.apikey.name ~= nil,
  permissions = context.apikey.permissions and #context.apikey.permissions or 0,
})
--=== slack_message
local lines = { "*A new key*" }
for _, field in ipairs({ "id", "name", "userId" }) do
  local value = context.apikey[field]
  if value then
    lines[#lines + 1] = ("• %s: `%s`"):format(field, value)
  end
end
local ok, answer = pcall(await, helpers.fetch("https://hooks.slack.example/T1/B2", {
  method = "POST",
  body = { text = table.concat(lines, "\n") },
}))
if not ok or answer.status >= 400 then
  helpers.log.error("no message was sent")
end
--=== fingerprint
local key = context.apikey
local parts = { key.id, key.userId, key.name or "" }
local fingerprint = helpers.hash(table.concat(parts, "\0")):upper():gsub("(..)", "%1:"):sub(1, -2)
return { data = { fingerprint = fingerprint } }
--=== first_matching
local function first(list, test)
  for i, item in ipairs(list) do
    if test(item) then
      return item, i
    end
  end
end

local permission, at = first(context.apikey.permissions or {}, function(each)
  return each:find("write", 1, true) ~= nil
end)
if permission then
  helpers.log("writes", permission, at)
end
--=== json_round_trip
local text = helpers.json.encode(context.apikey)
local again = helpers.json.decode(text)
if again.id ~= context.apikey.id then
  helpers.log.error("it came back otherwise")
end
return { data = { bytes = #text } }
--=== select_the_rest
local function rest(_, ...)
  return ...
end
local count = select("#", rest(table.unpack(context.apikey.permissions or {})))
helpers.log("others", count)
