-- What stands between a script and stock Lua: libraries that are charged before they work, that can be
-- yielded from wherever they call back, and that give nothing away. Compiled once, run in each new state.
--
-- Whatever a script can reach it can write to, so nothing here is looked up where scripts reach: all names
-- are locals of this chunk. `host` answers `true, ...` or `false, problem`.
local host, charge, metered, surface, limit = ...

local assert, error, getmetatable, next, pairs, pcall, rawget, rawlen = assert, error, getmetatable, next, pairs, pcall, rawget, rawlen
local select, setmetatable, stock_tostring, type = select, setmetatable, tostring, type
local string, table, math, coroutine = string, table, math, coroutine
local sub, concat, unpack, tointeger = string.sub, table.concat, table.unpack, math.tointeger
local running, status, resume, yield = coroutine.running, coroutine.status, coroutine.resume, coroutine.yield

local function stop(why)
  host("stop", why)
  charge()
end

-- Raises what the host refused, at the place in the script that called. To be returned at once; elsewhere
-- `checked` knows that a function of this chunk stands between.
local function answer(ok, ...)
  if ok then
    return ...
  end
  return error((...), 2)
end

local function checked(ok, ...)
  if ok then
    return ...
  end
  return error((...), 3)
end

local function bad(position, name, expected, value)
  local got = type(value)
  if value == nil then
    got = "no value"
  end
  error("bad argument #" .. position .. " to '" .. name .. "' (" .. expected .. " expected, got " .. got .. ")", 3)
end

local function integer_or(value, default, position, name)
  if value == nil then
    return default
  end
  local number = tointeger(value)
  if not number then
    if type(value) == "number" then
      error("bad argument #" .. position .. " to '" .. name .. "' (number has no integer representation)", 3)
    end
    return bad(position, name, "number", value)
  end
  return number
end

-- A library as scripts see it: each function charged by its arguments, unless it is replaced below.
local function charged(library)
  local copy = {}
  for name, value in next, library do
    if type(value) == "function" then
      copy[name] = metered(value)
    else
      copy[name] = value
    end
  end
  return copy
end

local base, text, list = {}, charged(string), charged(table)
local lib = { string = text, table = list, math = charged(math), utf8 = charged(utf8), coroutine = {} }

-- Base ---------------------------------------------------------------------------------------------------

for _, name in next, { "assert", "error", "ipairs", "next", "pairs", "rawequal", "rawlen", "select", "type" } do
  base[name] = _ENV[name]
end

local stock_tonumber = tonumber
base.tonumber = metered(tonumber)

-- Two values have the same name only if they are the same; no address is told.
local names, name_count = {}, 0
local function name_of(value, kind)
  local name = names[value]
  if not name then
    name_count = name_count + 1
    name = name_count
    names[value] = name
  end
  return kind .. ": " .. name
end

local function tostring(value)
  local kind = type(value)
  if kind == "string" then
    return value
  end
  if kind == "number" or kind == "boolean" or kind == "nil" then
    return stock_tostring(value)
  end
  local meta = kind == "table" and getmetatable(value)
  if type(meta) == "table" then
    local own = rawget(meta, "__tostring")
    if own ~= nil then
      local result = own(value)
      if type(result) == "number" then
        return stock_tostring(result)
      elseif type(result) ~= "string" then
        error("'__tostring' must return a string", 2)
      end
      return result
    end
    local name = rawget(meta, "__name")
    if type(name) == "string" then
      kind = name
    end
  end
  return name_of(value, kind)
end

function base.tostring(...)
  if select("#", ...) == 0 then
    bad(1, "tostring", "value", nil)
  end
  charge(...)
  return tostring((...))
end

function base.getmetatable(value)
  if type(value) == "string" then
    return nil
  end
  return getmetatable(value)
end

function base.setmetatable(object, meta)
  if type(meta) == "table" then
    for _, key in next, { "__gc", "__close", "__mode", "__metatable" } do
      if rawget(meta, key) ~= nil then
        error("`" .. key .. "` has no effect in the sandbox and is refused", 2)
      end
    end
  end
  return setmetatable(object, meta)
end

-- A userdata is a failure of the host itself, which is no error of the script to be caught.
local function caught(ok, problem, ...)
  if not ok and (problem == "not enough memory" or type(problem) == "userdata") then
    stop("memory")
  end
  return ok, problem, ...
end

function base.pcall(...)
  return caught(pcall(...))
end

-- The handler is called when the error has left the function, so that it can be yielded from.
local function handled(handler, ok, problem, ...)
  if ok then
    return true, problem, ...
  end
  local handler_ok, result = caught(pcall(handler, problem))
  return false, result
end

function base.xpcall(f, handler, ...)
  if type(handler) ~= "function" then
    bad(2, "xpcall", "function", handler)
  end
  return handled(handler, caught(pcall(f, ...)))
end

function base.print(...)
  charge(...)
  local words = {}
  for i = 1, select("#", ...) do
    words[i] = tostring((select(i, ...)))
  end
  return answer(host("log", "info", concat(words, "\t")))
end

-- Coroutines ---------------------------------------------------------------------------------------------

-- What a script yields comes with this before it; what comes without is for the host: it goes up.
local MARK = {}
local top, made = nil, 0

local function create(f)
  made = made + 1
  if made > limit.coroutines then
    stop("coroutines")
  end
  charge()
  return coroutine.create(f)
end

local function resumed(co, ok, mark, ...)
  if not ok then
    return caught(false, mark)
  end
  if mark == MARK then
    return true, ...
  end
  if status(co) == "dead" then
    return true, mark, ...
  end
  return resumed(co, resume(co, yield(mark, ...)))
end

local function script_resume(co, ...)
  charge(...)
  return resumed(co, resume(co, ...))
end

local function unwrapped(ok, ...)
  if ok then
    return ...
  end
  local problem = ...
  return error(problem, type(problem) == "string" and 2 or 0)
end

local co = lib.coroutine
co.create, co.resume, co.status = create, script_resume, status

function co.wrap(f)
  if type(f) ~= "function" then
    bad(1, "wrap", "function", f)
  end
  local thread = create(f)
  return function(...)
    return unwrapped(script_resume(thread, ...))
  end
end

function co.yield(...)
  if running() == top then
    error("attempt to yield from outside a coroutine", 2)
  end
  return yield(MARK, ...)
end

function co.running()
  local thread = running()
  return thread, thread == top
end

function co.isyieldable(thread)
  if (thread or running()) == top then
    return false
  end
  return coroutine.isyieldable(thread)
end

-- A dead coroutine has nothing left to close; stock Lua would run what remains of it without the hook.
function co.close(thread)
  if type(thread) == "thread" and status(thread) == "dead" then
    return true
  end
  charge()
  return caught(coroutine.close(thread))
end

-- Text ---------------------------------------------------------------------------------------------------

function text.find(...)
  return answer(host("find", ...))
end

function text.match(...)
  return answer(host("match", ...))
end

function text.gmatch(s, pattern, init)
  local at, after = checked(host("gmatch", s, pattern, init)), false
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
  if plain and not string.find(template, "%p", 1, true) then
    return answer(caught(pcall(stock_format, template, ...)))
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
  return answer(caught(pcall(stock_format, template, unpack(values, 1, count))))
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
    return answer(caught(pcall(f, format, ...)))
  end
end

text.pack, text.packsize, text.unpack = bounded(string.pack), bounded(string.packsize), bounded(string.unpack)

-- Tables -------------------------------------------------------------------------------------------------

function list.concat(values, separator, first, last)
  if type(values) ~= "table" then
    bad(1, "concat", "table", values)
  end
  separator = separator == nil and "" or separator
  if type(separator) ~= "string" and type(separator) ~= "number" then
    bad(2, "concat", "string", separator)
  end
  first = integer_or(first, 1, 3, "concat")
  last = integer_or(last, nil, 4, "concat") or #values
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
  local given, last = select("#", ...), #values + 1
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
  local size = #values
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
  last = integer_or(last, nil, 3, "unpack") or #values
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

-- Values that stock `sort` orders without calling back.
local function of_one_kind(values, size)
  if getmetatable(values) ~= nil then
    return false
  end
  local kind = type(values[1])
  if kind ~= "number" and kind ~= "string" then
    return false
  end
  for i = 2, size do
    if type(values[i]) ~= kind then
      return false
    end
  end
  return true
end

-- Merges runs that double in length; in Lua, so that `less` can be yielded from and is counted.
function list.sort(values, less)
  if type(values) ~= "table" then
    bad(1, "sort", "table", values)
  end
  if less ~= nil and type(less) ~= "function" then
    bad(2, "sort", "function", less)
  end
  local size = #values
  charge()
  if not less and of_one_kind(values, size) then
    checked(host("sort", size))
    return table.sort(values)
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

-- Numbers ------------------------------------------------------------------------------------------------

-- These two keep their state in upvalues, so they cannot be metered like the others.
local random, randomseed = math.random, math.randomseed
function lib.math.random(...)
  charge()
  return answer(pcall(random, ...))
end

function lib.math.randomseed(...)
  charge()
  if select("#", ...) == 0 then
    return randomseed(random(0), random(0))
  end
  return answer(pcall(randomseed, ...))
end

-- The world of a script ----------------------------------------------------------------------------------

for name, library in next, lib do
  base[name] = library
end

-- Only what the schemas name is there.
local globals = surface(base)

local meta = getmetatable("")
meta.__index = globals.string
setmetatable(globals, {
  __index = function(_, name)
    return answer(host("undefined", name))
  end,
})

-- The script has an empty table for its globals, so that a global that exists cannot be written either.
local environment = setmetatable({}, {
  __index = globals,
  __newindex = function(_, name)
    return answer(host("write", name))
  end,
})

-- The script runs below `pcall`, so that its coroutine never dies with variables that are to be closed.
local function run(script)
  top = running()
  return pcall(script)
end

return environment, globals, run, function(seed)
  randomseed(seed, 0)
end
