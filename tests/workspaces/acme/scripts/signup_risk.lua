--- Sign-up risk
---
--- Adds up what the checks before found. Each rule is a name, its points, and a
--- question; the decision itself is made in the next node.

---@data { score: integer, signals: string[] }

local email = context.outputs.email
local geo = context.outputs.geo
local prev = context.prev

local breaches = prev.breaches or 0
local attempts = prev.attempts or 0

local function user_agent_is_a_tool()
  local agent = (context.request.userAgent or ""):lower()
  if agent == "" then
    return true
  end
  for _, tool in ipairs({ "curl/", "python%-requests", "go%-http%-client", "headless" }) do
    if agent:find(tool) then
      return true
    end
  end
  return false
end

---@type acme.RiskRule[]
local RULES = {
  {
    name = "machine-made-name",
    points = 35,
    fires = function()
      return prev.machine_made == true
    end,
  },
  {
    name = "tool",
    points = 40,
    fires = user_agent_is_a_tool,
  },
  {
    name = "data-centre",
    points = 25,
    fires = function()
      return geo.hosting == true
    end,
  },
  {
    name = "nowhere",
    points = 10,
    fires = function()
      return geo.latitude == 0 and geo.longitude == 0
    end,
  },
  {
    name = "tagged",
    points = 5,
    fires = function()
      return email.tagged
    end,
  },
  {
    name = "repeated",
    points = 20,
    fires = function()
      return attempts >= 3
    end,
  },
}

local score, signals = 0, {}
for _, rule in ipairs(RULES) do
  if rule.fires() then
    score = score + rule.points
    signals[#signals + 1] = rule.name
  end
end

-- An address that breaches know is an old, real one: a little trust, never below zero.
if breaches > 0 then
  score = math.max(0, score - 5 * math.min(breaches, 3))
end
if prev.trusted then
  score = score // 2
end

helpers.metrics.gauge("signup.risk", score)
return { allowed = true, data = { score = score, signals = signals } }
