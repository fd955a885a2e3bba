--- Balanced brackets in a display name, with a small stack class

---@hook before_signup

local Stack = {}
Stack.__index = Stack

function Stack.new()
  return setmetatable({ items = {}, size = 0 }, Stack)
end

function Stack:push(item)
  self.size = self.size + 1
  self.items[self.size] = item
end

function Stack:pop()
  if self.size == 0 then
    return nil
  end
  local item = self.items[self.size]
  self.items[self.size] = nil
  self.size = self.size - 1
  return item
end

local CLOSING = { [")"] = "(", ["]"] = "[", ["}"] = "{" }

local function balanced(text)
  local stack = Stack.new()
  for char in text:gmatch("[%(%)%[%]{}]") do
    local opening = CLOSING[char]
    if not opening then
      stack:push(char)
    elseif stack:pop() ~= opening then
      return false
    end
  end
  return stack.size == 0
end

return { allowed = balanced(context.name or ""), error = "Please close your brackets." }
