-- Base: a part of the prelude, see `start.lua`.

for _, name in next, { "assert", "error", "ipairs", "next", "rawequal", "rawlen", "select", "type" } do
  globals[name] = _ENV[name]
end

-- A null in an array. No script can give it another metatable, nor reach into its own.
local null = setmetatable({}, {
  __metatable = false,
  __newindex = function()
    error("`helpers.json.null` cannot be written to", 2)
  end,
})

local stock_tonumber = tonumber
globals.tonumber = metered(tonumber)

-- Stock Lua gives texts another order in each state, by a seed that no run can know; a decision must not depend on it.
function globals.pairs(...)
  local values = (...)
  if select("#", ...) == 0 then
    bad(1, "pairs", "table", nil)
  end
  local meta = getmetatable(values)
  local own = type(meta) == "table" and rawget(meta, "__pairs")
  if own then
    local iterator, state, first = own(values)
    return iterator, state, first
  end
  local keys = type(values) == "table" and checked(host("keys", values))
  if not keys then
    return next, values, nil
  end
  local at = 0
  return function(_, last)
    -- Whoever calls it by hand may ask from any key on.
    if last ~= keys[at] then
      at = 0
      while last ~= nil and last ~= keys[at] do
        at = at + 1
        if keys[at] == nil then
          error("invalid key to 'next'", 2)
        end
      end
    end
    -- What was taken out since is passed over.
    while true do
      at = at + 1
      local key = keys[at]
      if key == nil then
        return nil
      end
      local value = rawget(values, key)
      if value ~= nil then
        return key, value
      end
    end
  end, values, nil
end

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
  if rawequal(value, null) then
    return "null"
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

function globals.tostring(...)
  if select("#", ...) == 0 then
    bad(1, "tostring", "value", nil)
  end
  charge(...)
  return tostring((...))
end

function globals.getmetatable(...)
  local value = ...
  if select("#", ...) == 0 then
    error("bad argument #1 to 'getmetatable' (value expected)", 2)
  end
  if type(value) == "string" then
    return nil
  end
  return getmetatable(value)
end

function globals.setmetatable(...)
  local object, meta = ...
  if type(object) ~= "table" then
    bad(1, "setmetatable", "table", object)
  end
  if type(meta) ~= "table" and (meta ~= nil or select("#", ...) < 2) then
    bad(2, "setmetatable", "nil or table", meta)
  end
  if meta then
    for _, key in next, { "__gc", "__close", "__mode", "__metatable" } do
      if rawget(meta, key) ~= nil then
        error("`" .. key .. "` is refused in the sandbox", 2)
      end
    end
  end
  if getmetatable(object) == false then
    error("cannot change a protected metatable", 2)
  end
  return setmetatable(object, meta)
end

-- What Lua says of an error in this chunk, which has no lines.
local NO_PLACE = "?:-1: "

-- A userdata is a failure of the host itself, which is no error of the script to be caught.
local function caught(ok, ...)
  if not ok then
    local problem = ...
    if type(problem) == "userdata" then
      stop("memory")
    elseif type(problem) == "string" and sub(problem, 1, #NO_PLACE) == NO_PLACE then
      return ok, sub(problem, #NO_PLACE + 1)
    end
  end
  return ok, ...
end

function globals.pcall(...)
  return caught(pcall(...))
end

-- The handler is called when the error has left the function, so that it can be yielded from.
local function handled(handler, ok, ...)
  if ok then
    return true, ...
  end
  local handler_ok, result = caught(pcall(handler, (...)))
  return false, result
end

function globals.xpcall(f, handler, ...)
  if type(handler) ~= "function" then
    bad(2, "xpcall", "function", handler)
  end
  return handled(handler, caught(pcall(f, ...)))
end

