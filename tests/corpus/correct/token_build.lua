--=== roles_by_domain
local roles = { "user" }
local email = context.user.email
if email and email:match("@acme%.example$") then
  roles[#roles + 1] = "staff"
end
if context.user.role == "admin" then
  table.insert(roles, 1, "admin")
end
return { allowed = true, data = { roles = roles } }
--=== claims_by_table
local PLANS = {
  admin = { plan = "internal", seats = 0 },
  team = { plan = "team", seats = 25 },
}
local FREE = { plan = "free", seats = 1 }

local claims = PLANS[context.user.role or ""] or FREE
return { allowed = true, data = { plan = claims.plan, seats = claims.seats } }
--=== copy_of_claims
local claims = {}
for key, value in pairs(context.token) do
  if type(value) == "string" and key ~= "aud" then
    claims[key] = value
  end
end
claims.issued_by = "pipelua"
return { allowed = true, data = { copied = claims } }
--=== subject_check
local sub = context.token.sub
if sub ~= nil and sub ~= context.user.id then
  helpers.log("the subject differs")
end
return { allowed = true, data = { known = sub ~= nil } }
--=== expiry_by_role
local MINUTE = 60 * 1000
local lifetimes = { admin = 5 * MINUTE, support = 30 * MINUTE }
local lifetime = lifetimes[context.user.role] or 60 * MINUTE
return { allowed = true, data = { exp_ms = helpers.now() + lifetime } }
--=== display_name
local user = context.user
local name = user.name
if not name or name == "" then
  name = user.email and user.email:match("^[^@]+") or "user " .. user.id
end
return { allowed = true, data = { name = name } }
--=== initials
local letters = {}
for word in (context.user.name or "?"):gmatch("%S+") do
  letters[#letters + 1] = word:sub(1, 1):upper()
end
return { allowed = true, data = { initials = table.concat(letters, "", 1, math.min(#letters, 3)) } }
--=== scopes_to_claims
local text = context.token.scope
local scopes = {}
if type(text) == "string" then
  for scope in text:gmatch("%S+") do
    scopes[scope] = true
  end
end
return { allowed = true, data = { can_write = scopes["write"] == true, can_read = scopes.read == true } }
--=== organisation_from_service
local function load(id)
  local answer = await(helpers.fetch("https://orgs.example/users/" .. id, { timeoutMs = 700 }))
  if answer.status ~= 200 or not answer.json then
    error("no organisation: " .. answer.status)
  end
  return answer.body
end

local ok, org = pcall(load, context.user.id)
if not ok then
  helpers.log.error(tostring(org))
  return { allowed = true, data = { org = "none" } }
end
return { allowed = true, data = { org = org.id, org_name = org.name } }
--=== feature_flags
local FLAGS = {
  { name = "beta_editor", percent = 25 },
  { name = "dark_mode", percent = 100 },
  { name = "new_billing", percent = 0 },
}

local function bucket(text)
  return (tonumber(helpers.hash(text):sub(1, 6), 16) or 0) % 100
end

local flags = {}
for _, flag in ipairs(FLAGS) do
  if bucket(flag.name .. context.user.id) < flag.percent then
    flags[#flags + 1] = flag.name
  end
end
return { allowed = true, data = { flags = flags } }
--=== merge_deep
local function merge(into, from)
  for key, value in pairs(from) do
    if type(value) == "table" and type(into[key]) == "table" then
      merge(into[key], value)
    else
      into[key] = value
    end
  end
  return into
end

local base = { limits = { calls = 10 }, tags = { region = helpers.env("REGION") } }
local own = { limits = { calls = 100, size = 5 } }
return { allowed = true, data = merge(base, own) }
--=== enum_of_roles
---@enum Role
local Role = { user = 1, staff = 2, admin = 3 }

---@param name string?
---@return Role
local function role_of(name)
  if name == nil then
    return Role.user
  end
  return Role[name] or Role.user
end

local role = role_of(context.user.role)
return { allowed = true, data = { role = role, is_admin = role >= Role.admin } }
--=== denies_without_mail
if not context.user.email then
  return { allowed = false, error = "A token needs an address." }
end
return { allowed = true, data = { email_hash = helpers.hash(context.user.email) } }
--=== builder_of_claims
local Claims = {}
Claims.__index = Claims

local function claims()
  return setmetatable({ data = {} }, Claims)
end

function Claims:with(key, value)
  if value ~= nil then
    self.data[key] = value
  end
  return self
end

function Claims:done()
  return { allowed = true, data = self.data }
end

return claims()
  :with("name", context.user.name)
  :with("role", context.user.role)
  :with("region", helpers.env("REGION"))
  :done()
--=== nested_data
local user = context.user
return {
  allowed = true,
  data = {
    profile = {
      id = user.id,
      contact = { email = user.email, verified = user.email ~= nil },
    },
    times = { built = helpers.date(), day = helpers.date(nil, "%Y-%m-%d") },
  },
}
--=== counts_of_claims
local strings, others = 0, 0
for _, value in pairs(context.token) do
  local kind = type(value)
  if kind == "string" then
    strings = strings + 1
  else
    others = others + 1
  end
end
helpers.metrics.gauge("claims.strings", strings, { region = helpers.env("REGION") })
return { allowed = strings + others < 50 }
--=== pseudonym
local function pseudonym(id, salt)
  return helpers.base64.encode(helpers.hmac(salt, id)):sub(1, 22)
end
return { allowed = true, data = { pid = pseudonym(context.user.id, helpers.secret("SIGNING_KEY")) } }
