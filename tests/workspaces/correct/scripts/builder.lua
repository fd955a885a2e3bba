--- A builder whose methods return the builder

---@hook after_signup

local Query = {}
Query.__index = Query

function Query.new(path)
  return setmetatable({ path = path, parts = {} }, Query)
end

function Query:with(key, value)
  if value ~= nil then
    table.insert(self.parts, key .. "=" .. helpers.hash(tostring(value)):sub(1, 8))
  end
  return self
end

function Query:text()
  if #self.parts == 0 then
    return self.path
  end
  return self.path .. "?" .. table.concat(self.parts, "&")
end

local query = Query.new("/users")
  :with("id", context.user.id)
  :with("name", context.user.name)
  :with("role", context.user.role)
helpers.log(query:text())
