-- Numbers: a part of the prelude, see `start.lua`.

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

