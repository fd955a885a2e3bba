--- Sign-up decision
---
--- The last word on a sign-up. An invitation doubles the limit; countries under review
--- have half of it.

---@config { reviewCountries: string[] }

local DEFAULT_LIMIT = 70

local function limit_for(country, invited)
  local limit = tonumber(helpers.env("RISK_LIMIT")) or DEFAULT_LIMIT
  if invited then
    limit = limit * 2
  end
  for _, code in ipairs(context.config.reviewCountries) do
    if code == country then
      return limit / 2
    end
  end
  return limit
end

local risk = context.outputs.risk
local country = context.outputs.geo.country
local limit = limit_for(country, context.outputs.invite.invited)

helpers.log(
  string.format(
    "score %d of %.0f, country %s, signals: %s",
    risk.score,
    limit,
    country or "unknown",
    table.concat(risk.signals, ", ")
  )
)

if risk.score >= limit then
  helpers.metrics.count("signup.refused", 1, { country = country or "unknown" })
  return {
    allowed = false,
    error = "We could not create this account. Please contact support.",
  }
end

return { allowed = true }
