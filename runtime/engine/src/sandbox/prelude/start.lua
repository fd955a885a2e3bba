-- What stands between a script and stock Lua: libraries that are charged before they work, that can be
-- yielded from wherever they call back, and that give nothing away. Compiled once, run in each new state.
--
-- Whatever a script can reach it can write to, so nothing here is looked up where scripts reach: all names
-- are locals of this chunk. `host` answers `true, ...` or `false, problem`.
local host, charge, metered, noted, globals, limit = ...

local error, getmetatable, next, pcall, rawequal, rawget = error, getmetatable, next, pcall, rawequal, rawget
local select, setmetatable, stock_tostring, type = select, setmetatable, tostring, type
local string, table, math, utf8, coroutine = string, table, math, utf8, coroutine
local sub, concat, unpack, tointeger = string.sub, table.concat, table.unpack, math.tointeger
local stock_xpcall = xpcall
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

-- `globals` has a place for each name that a script sees; what is not filled below is the stock one, metered.
local text, list = globals.string, globals.table

-- What follows is a function of its own, for whose functions the names above are found at once: for those of one's own
-- level, Lua looks through all that are captured so far.
return (function()
