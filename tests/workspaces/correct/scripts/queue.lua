--- First in, first out, with two indexes

---@hook client_before_register

local queue = { first = 1, last = 0, items = {} }

local function push(item)
  queue.last = queue.last + 1
  queue.items[queue.last] = item
end

local function pop()
  if queue.first > queue.last then
    return nil
  end
  local item = queue.items[queue.first]
  queue.items[queue.first] = nil
  queue.first = queue.first + 1
  return item
end

for _, url in ipairs(context.redirectUrls) do
  push(url)
end

local long = 0
local url = pop()
while url do
  if #url > 200 then
    long = long + 1
  end
  url = pop()
end

return { allowed = long == 0, error = "A redirect address is too long." }
