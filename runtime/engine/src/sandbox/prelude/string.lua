-- Text: a part of the prelude, see `start.lua`.

function text.find(...)
  return answer(host("find", ...))
end

function text.match(...)
  return answer(host("match", ...))
end

function text.gmatch(s, pattern, init)
  local at, after = checked(host("gmatch", s, pattern, init)), false
  s = stock_tostring(s)
  local function step(start, stop, ...)
    if not start then
      at = #s + 1
      return nil
    end
    at, after = stop, true
    return ...
  end
  return function()
    return step(checked(host("scan", s, pattern, at, after, true)))
  end
end

-- What takes the place of a match: of its captures, the first stands for it in a table.
local function replaced(with, kind, start, last, ...)
  if not start then
    return nil
  end
  local value
  if kind == "function" then
    value = with(...)
  else
    value = with[(...)]
  end
  return start, last, value
end

function text.gsub(s, pattern, with, most)
  local kind = type(with)
  if kind ~= "function" and kind ~= "table" then
    return answer(host("gsub", s, pattern, with, most))
  end
  most = integer_or(most, math.maxinteger, 4, "gsub")
  local at, after, anchored = checked(host("gmatch", s, pattern, 1)), false, sub(pattern, 1, 1) == "^"
  s = stock_tostring(s)
  local parts, bytes, kept, count = {}, 0, 0, 0
  while count < most do
    local start, last, value = replaced(with, kind, checked(host("scan", s, pattern, at, after, false)))
    if not start then
      break
    end
    count = count + 1
    if not value then
      value = sub(s, start + 1, last)
    elseif type(value) == "number" then
      value = stock_tostring(value)
    elseif type(value) ~= "string" then
      error("invalid replacement value (a " .. type(value) .. ")", 2)
    end
    bytes = bytes + (start - kept) + #value
    if bytes > limit.string then
      stop("string")
    end
    parts[#parts + 1] = sub(s, kept + 1, start)
    parts[#parts + 1] = value
    kept, at, after = last, last, true
    if anchored then
      break
    end
  end
  parts[#parts + 1] = sub(s, kept + 1)
  checked(host("bytes", bytes + #s - kept))
  return concat(parts), count
end

function text.rep(s, n, separator)
  local kind = type(s)
  if kind ~= "string" and kind ~= "number" then
    bad(1, "rep", "string", s)
  end
  local count = integer_or(n, nil, 2, "rep") or bad(2, "rep", "number", n)
  s = stock_tostring(s)
  local bytes = #s * (count + 0.0)
  if separator ~= nil then
    if type(separator) ~= "string" and type(separator) ~= "number" then
      bad(3, "rep", "string", separator)
    end
    separator = stock_tostring(separator)
    bytes = bytes + #separator * (count - 1.0)
  end
  if count < 1 or bytes == 0 then
    return ""
  end
  if bytes > limit.string then
    stop("string")
  end
  charge(s)
  checked(host("bytes", bytes // 1 | 0))
  return string.rep(s, count, separator)
end

-- A result that is longer than a string may be ends the script.
local function bounded_text(ok, result, ...)
  if ok and type(result) == "string" and #result > limit.string then
    stop("string")
  end
  return ok, result, ...
end

-- `%s` would tell the address of a value that is no text, and `%p` does nothing else.
local stock_format, stock_gmatch = string.format, string.gmatch
function text.format(template, ...)
  charge(template, ...)
  if type(template) ~= "string" then
    bad(1, "format", "string", template)
  end
  local count = select("#", ...)
  local plain = true
  for i = 1, count do
    local kind = type((select(i, ...)))
    plain = plain and (kind == "string" or kind == "number")
  end
  if plain and not string.find(template, "%%[-+ #0-9.]*p") then
    return answer(bounded_text(caught(pcall(stock_format, template, ...))))
  end
  local values, index = { ... }, 0
  for letter in stock_gmatch((string.gsub(template, "%%%%", "")), "%%[-+ #0-9.]*(%a?)") do
    index = index + 1
    if letter == "p" then
      error("invalid conversion '%p' to 'format'", 2)
    elseif letter == "s" and index <= count then
      values[index] = tostring(values[index])
    end
  end
  return answer(bounded_text(caught(pcall(stock_format, template, unpack(values, 1, count)))))
end

-- A number in a format of `pack` may be a length to be filled.
local function bounded(f)
  return function(format, ...)
    charge(format, ...)
    local bytes = 0
    for digits in stock_gmatch(type(format) == "string" and format or "", "%d+") do
      bytes = bytes + (tointeger(stock_tonumber(digits)) or limit.string + 1)
    end
    if bytes > limit.string then
      stop("string")
    end
    return answer(bounded_text(caught(pcall(f, format, ...))))
  end
end

text.pack, text.packsize, text.unpack = bounded(string.pack), bounded(string.packsize), bounded(string.unpack)

