--=== granted_scopes
local scopes = context.grant.scopes
if #scopes == 0 then
  helpers.log.warn("nothing was granted")
  return
end
helpers.log(context.user.id, table.concat(scopes, " "))
--=== told_with_retries
local delays = { 100, 200, 400 }
local told = false
for attempt, timeout in ipairs(delays) do
  local ok, answer = pcall(await, helpers.fetch("https://audit.example/grants", {
    method = "POST",
    body = { user = context.user.id, client = context.client.clientId, attempt = attempt },
    timeoutMs = timeout,
  }))
  if ok and answer.ok then
    told = true
    break
  end
end
return { data = { told = told } }
--=== named_or_id
local function label(client)
  return client.name and client.name ~= "" and client.name or client.clientId
end
helpers.log("granted to", label(context.client))
--=== counts_as_tags
local tags = {}
for i, scope in ipairs(context.grant.scopes) do
  if i > 3 then break end
  tags["scope" .. i] = scope
end
helpers.metrics.count("grant", #context.grant.scopes, tags)
--=== reverse_in_place
local list = {}
for i, scope in ipairs(context.grant.scopes) do list[i] = scope end
local i, j = 1, #list
while i < j do
  list[i], list[j] = list[j], list[i]
  i, j = i + 1, j - 1
end
return { data = { scopes = list } }
--=== diff_of_two_lists
local before = { "openid", "profile" }
local added, removed = {}, {}
local now = {}
for _, scope in ipairs(context.grant.scopes) do now[scope] = true end
for _, scope in ipairs(before) do
  if now[scope] then
    now[scope] = nil
  else
    removed[#removed + 1] = scope
  end
end
for scope in pairs(now) do added[#added + 1] = scope end
table.sort(added)
return { data = { added = added, removed = removed } }
