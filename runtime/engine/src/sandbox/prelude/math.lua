-- Numbers: a part of the prelude, see `start.lua`.

-- The iterator of stock Lua may skip a megabyte in one step; it is charged when it did.
local codes = utf8.codes
function globals.utf8.codes(s, ...)
  charge(s)
  local ok, step, text, start = pcall(codes, s, ...)
  if not ok then
    return error(step, 2)
  end
  return function(_, at)
    charge()
    local fine, next_at, code = pcall(step, text, at)
    if not fine or next_at == nil then
      charge(text)
    end
    if not fine then
      return error(next_at, 2)
    end
    return next_at, code
  end, text, start
end

-- These two keep their state in upvalues, so they cannot be metered like the others.
local random, randomseed = math.random, math.randomseed
function globals.math.random(...)
  charge()
  return answer(pcall(random, ...))
end

function globals.math.randomseed(...)
  charge()
  if select("#", ...) == 0 then
    return randomseed(random(0), random(0))
  end
  return answer(pcall(randomseed, ...))
end

