--=== announced
local client = context.client
helpers.log(("%s (%s) was registered"):format(client.name or "a client", client.clientId))
--=== kind_counted
helpers.metrics.count("client.registered", 1, { type = context.client.type or "unknown" })
--=== confidential_only
if context.client.type ~= "confidential" then
  return
end
local ok, problem = pcall(await, helpers.fetch("https://vault.example/clients/" .. context.client.clientId, {
  method = "PUT",
  headers = { authorization = "Bearer " .. helpers.secret("SIGNING_KEY") },
}))
if not ok then
  helpers.log.error("the vault does not answer", problem.message)
end
--=== redirect_told
local uri = context.client.redirectUri
if uri then
  local path = uri:gsub("^%a+://[^/]*", "")
  helpers.log("comes back to", path ~= "" and path or "/")
end
--=== switch_by_type
local client = context.client
local text
if client.type == "public" then
  text = "without a secret"
elseif client.type == "confidential" then
  text = "with a secret"
else
  text = "of no type"
end
helpers.log(client.clientId .. " is a client " .. text)
--=== uuid_for_tracing
local id = helpers.uuid()
local is_v4 = id:match("^%x+%-%x+%-4%x+%-[89ab]%x+%-%x+$") ~= nil
helpers.log("trace", id, is_v4)
return { data = { trace = id } }
