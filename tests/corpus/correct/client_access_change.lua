--=== by_action
if context.action == "grant" then
  helpers.log("granted", context.client.clientId)
else
  helpers.log.warn("revoked", context.client.clientId)
end
--=== table_by_action
local VERBS = { grant = "may use", revoke = "may no longer use" }
local line = ("%s %s %s"):format(context.user.id, VERBS[context.action], context.client.name or "a client")
helpers.log(line)
--=== handlers
local handlers = {}
function handlers.grant(user, client)
  helpers.metrics.count("access.granted", 1, { public = client.type == "public" })
  return user.id
end
function handlers.revoke(user)
  helpers.metrics.count("access.revoked")
  return user.id
end
local handle = handlers[context.action]
local id = handle(context.user, context.client)
return { data = { id = id } }
--=== early_for_one
if context.action ~= "revoke" then
  return
end
local ok, answer = pcall(await, helpers.fetch("https://sessions.example/" .. context.user.id, { method = "DELETE" }))
if ok and answer.status == 204 then
  return { data = { ended = true } }
end
return { data = { ended = false } }
--=== history_line
local entry = {
  at = helpers.date(),
  who = context.user.email or context.user.id,
  what = context.action,
  client = { id = context.client.clientId, name = context.client.name },
}
helpers.log(helpers.json.encode(entry))
return { data = { entry = entry } }
--=== sign_of_change
local change = context.action == "grant" and 1 or -1
helpers.metrics.gauge("access.change", change)
return { data = { change = change } }
--=== message_per_kind
local function message()
  local who = context.user.name or "Somebody"
  local what = context.client.name or context.client.clientId
  if context.action == "grant" then
    return who .. " connected " .. what
  end
  return who .. " disconnected " .. what
end
helpers.log(message())
--=== object_with_private_state
local function account(start)
  local balance = start
  local self = {}
  function self.add(n)
    balance = balance + n
    return self
  end
  function self.balance()
    return balance
  end
  return self
end
local a = account(10).add(5).add(context.action == "grant" and 1 or -1)
return { data = { balance = a.balance() } }
