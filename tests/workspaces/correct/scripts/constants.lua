--- Constants known when compiling

---@hook before_signin

local LIMIT <const> = 200
local PREFIX <const>, SUFFIX <const> = "https://", ".example"
local TABLE <const> = { count = 0 }

TABLE.count = TABLE.count + #PREFIX + #SUFFIX

return {
  allowed = #context.email < LIMIT and TABLE.count > 0,
  error = "Please use a shorter address.",
}
