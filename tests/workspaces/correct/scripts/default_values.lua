--- Defaults through a metatable

---@hook before_signin

local DEFAULTS = { limit = 5, window = 600 }

local function with_defaults(options)
  return setmetatable(options, { __index = DEFAULTS })
end

local options = with_defaults({ limit = 10 })
helpers.log(options.limit, options.window)

return { allowed = #context.email > options.limit, error = "Please enter your whole address." }
