--=== always_allowed
return { allowed = true }
--=== told_to_a_service
local ok = pcall(await, helpers.fetch("https://seen.example/out", { method = "POST", body = { id = context.session.id } }))
if not ok then
  helpers.log.warn("nobody was told")
end
return { allowed = true }
--=== near_the_end
local expires_at = context.session.expiresAt
local near = expires_at ~= nil and expires_at - helpers.now() < 60000
return { allowed = true, data = { near = near } }
--=== minimum_length
local expires_at = context.session.expiresAt
if not expires_at then
  return { allowed = true }
end
local left = expires_at - helpers.now()
if left < 0 then
  return { allowed = true, data = { late = -left } }
end
return { allowed = true, data = { left = left } }
--=== role_by_match
local role = (context.user.role or "user"):lower()
local is_service = role:match("^service[-_]") ~= nil
if is_service then
  return { allowed = false, error = "Services do not sign out." }
end
return { allowed = true }
--=== pattern_captures
local kind, number = context.session.id:match("^(%a+)_(%w+)$")
if not kind then
  return { allowed = true, data = { kind = "odd" } }
end
return { allowed = true, data = { kind = kind, number = number } }
--=== position_captures
local places = {}
for at in context.user.id:gmatch("()%d") do
  places[#places + 1] = at
end
return { allowed = true, data = { first = places[1] or 0, count = #places } }
--=== frontier_words
local words = 0
for _ in (context.user.name or ""):gmatch("%f[%w]%w+") do
  words = words + 1
end
return { allowed = words < 30 }
--=== min_and_max
local sizes = { #context.user.id, #context.session.id, #(context.user.email or "") }
local least, most = math.min(table.unpack(sizes)), math.max(table.unpack(sizes))
return { allowed = most - least < 300, data = { spread = most - least } }
