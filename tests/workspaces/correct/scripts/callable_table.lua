--- A table that can be called

---@hook before_signin

local limiter = setmetatable({ calls = 0 }, {
  __call = function(self, max)
    self.calls = self.calls + 1
    return self.calls <= max
  end,
})

local allowed = true
for _ = 1, #context.email % 5 do
  allowed = limiter(10)
end

return { allowed = allowed, error = "Too many attempts." }
