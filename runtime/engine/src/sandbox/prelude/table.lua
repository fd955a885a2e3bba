-- Tables: a part of the prelude, see `start.lua`.

-- `__len` may say anything.
local function length(values)
  local kind = type(values)
  if kind ~= "table" and kind ~= "string" then
    error("attempt to get length of a " .. kind .. " value", 3)
  end
  return tointeger(#values) or error("object length is not an integer", 3)
end

function list.concat(values, separator, first, last)
  if type(values) ~= "table" then
    bad(1, "concat", "table", values)
  end
  separator = separator == nil and "" or separator
  if type(separator) ~= "string" and type(separator) ~= "number" then
    bad(2, "concat", "string", separator)
  end
  first = integer_or(first, 1, 3, "concat")
  last = integer_or(last, nil, 4, "concat") or length(values)
  local parts, count, bytes, between = {}, 0, 0, #stock_tostring(separator)
  for i = first, last do
    local value = values[i]
    if type(value) == "number" then
      value = stock_tostring(value)
    elseif type(value) ~= "string" then
      error("invalid value (at index " .. i .. ") in table for 'concat'", 2)
    end
    bytes = bytes + #value + between
    if bytes > limit.string then
      stop("string")
    end
    count = count + 1
    parts[count] = value
  end
  checked(host("bytes", bytes))
  return concat(parts, separator)
end

function list.insert(values, ...)
  if type(values) ~= "table" then
    bad(1, "insert", "table", values)
  end
  local given, last = select("#", ...), length(values) + 1
  if given == 1 then
    values[last] = (...)
    return
  elseif given ~= 2 then
    error("wrong number of arguments to 'insert'", 2)
  end
  local at, value = ...
  at = integer_or(at, nil, 2, "insert") or bad(2, "insert", "number", at)
  if at < 1 or at > last then
    error("bad argument #2 to 'insert' (position out of bounds)", 2)
  end
  checked(host("elements", last - at))
  for i = last, at + 1, -1 do
    values[i] = values[i - 1]
  end
  values[at] = value
end

function list.remove(values, position)
  if type(values) ~= "table" then
    bad(1, "remove", "table", values)
  end
  local size = length(values)
  local at = integer_or(position, size, 2, "remove")
  if position ~= nil and (at < 1 or at > size + 1) and not (size == 0 and at == 0) then
    error("bad argument #2 to 'remove' (position out of bounds)", 2)
  end
  local removed = values[at]
  checked(host("elements", size - at))
  while at < size do
    values[at] = values[at + 1]
    at = at + 1
  end
  values[at] = nil
  return removed
end

function list.unpack(values, first, last)
  first = integer_or(first, 1, 2, "unpack")
  last = integer_or(last, nil, 3, "unpack") or length(values)
  checked(host("elements", last - first + 1))
  return answer(caught(pcall(unpack, values, first, last)))
end

function list.move(values, first, last, ...)
  if tointeger(first) and tointeger(last) then
    checked(host("elements", last - first + 1))
  end
  return answer(caught(pcall(table.move, values, first, last, ...)))
end

local function before(a, b)
  return a < b
end

-- Whether stock `sort` orders the values without calling back, and how many bytes it may compare in each round.
local function of_one_kind(values, size)
  if getmetatable(values) ~= nil then
    return false
  end
  local kind, bytes = type(values[1]), 0
  if kind ~= "number" and kind ~= "string" then
    return false
  end
  for i = 1, size do
    local value = values[i]
    if type(value) ~= kind then
      return false
    end
    if kind == "string" then
      bytes = bytes + #value
    end
  end
  return true, bytes
end

-- Merges runs that double in length; in Lua, so that `less` can be yielded from and is counted.
function list.sort(values, less)
  if type(values) ~= "table" then
    bad(1, "sort", "table", values)
  end
  if less ~= nil and type(less) ~= "function" then
    bad(2, "sort", "function", less)
  end
  local size = length(values)
  charge()
  if not less then
    local is_plain, bytes = of_one_kind(values, size)
    if is_plain then
      checked(host("sort", size, bytes))
      return table.sort(values)
    end
  end
  less = less or before
  local from, to = {}, {}
  for i = 1, size do
    from[i] = values[i]
  end
  local width = 1
  while width < size do
    for low = 1, size, 2 * width do
      local left, right = low, low + width
      local middle, high = right, low + 2 * width
      if middle > size + 1 then
        middle = size + 1
      end
      if high > size + 1 then
        high = size + 1
      end
      for i = low, high - 1 do
        if left < middle and (right >= high or not less(from[right], from[left])) then
          to[i] = from[left]
          left = left + 1
        else
          to[i] = from[right]
          right = right + 1
        end
      end
    end
    from, to = to, from
    width = 2 * width
  end
  for i = 1, size do
    values[i] = from[i]
  end
end

