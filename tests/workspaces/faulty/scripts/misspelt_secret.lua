--- Asks the payment service

---@hook after_signin

-- The manifest calls it STRIPE_KEY.
local key = helpers.secret("STRIPE_KEI")
-- And it has no such setting at all.
local limit = helpers.env("SPENDING_LIMIT")

helpers.log("limit", limit, "key of", #key, "characters")
