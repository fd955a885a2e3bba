--- Length and concatenation by metatable

---@hook before_signin

local list = setmetatable({ first = "a", second = "b" }, {
  __len = function()
    return 2
  end,
  __concat = function(left, right)
    local text = type(left) == "table" and left.first or left
    return text .. tostring(right)
  end,
})

helpers.log(#list, list .. context.email)
return { allowed = #list == 2 }
