--- Classes with a parent, and a method that calls the parent's

---@hook after_signin

---@class Account
---@field id string
local Account = {}
Account.__index = Account

---@param id string
---@return Account
function Account.new(id)
  return setmetatable({ id = id }, Account)
end

---@return string
function Account:label()
  return "account " .. self.id
end

---@class AdminAccount: Account
local AdminAccount = setmetatable({}, { __index = Account })
AdminAccount.__index = AdminAccount

---@param id string
---@return AdminAccount
function AdminAccount.new(id)
  local self = Account.new(id)
  ---@cast self AdminAccount
  setmetatable(self, AdminAccount)
  return self
end

---@return string
function AdminAccount:label()
  return Account.label(self) .. " (admin)"
end

local account = Account.new(context.user.id)
if context.user.role == "admin" then
  account = AdminAccount.new(context.user.id)
end

helpers.log(account:label())
