-- The world of a script: a part of the prelude, see `start.lua`.

for name, stock in next, { string = string, table = table, math = math, utf8 = utf8 } do
  local library = globals[name]
  for key, value in next, library do
    if not value then
      local given = stock[key]
      library[key] = type(given) == "function" and metered(given) or given
    end
  end
end

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

-- The script runs below `xpcall`, so that its coroutine never dies with variables that are to be closed. `noted` takes down
-- the line of what is raised, for an error that names none.
local function ended(ok, problem, ...)
  local failure = not ok and problem ~= nil and failures[problem]
  if failure then
    return false, failure[2], failure[1], failure[3]
  end
  return ok, problem
end

local function run(script)
  top = running()
  return ended(stock_xpcall(script, noted))
end

return environment, globals, run, function(seed)
  randomseed(seed, 0)
end, null
end)()
