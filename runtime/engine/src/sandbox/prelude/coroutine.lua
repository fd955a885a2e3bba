-- Coroutines: a part of the prelude, see `start.lua`.

-- What a script yields comes with this before it; what comes without is for the host: it goes up.
local MARK = {}
-- What a coroutine is given that cannot wait, because a function of Lua itself called what resumed it.
local NOWHERE = {}
local top, made = nil, 0
-- By coroutine: the innermost span that is open in it. A new one begins where it was made.
local spans = {}

local function create(f)
  made = made + 1
  if made > limit.coroutines then
    stop("coroutines")
  end
  charge()
  local thread = coroutine.create(f)
  spans[thread] = spans[running()]
  return thread
end

local function resumed(co, ok, mark, ...)
  if not ok then
    return caught(false, mark)
  end
  if rawequal(mark, MARK) then
    return true, ...
  end
  if status(co) == "dead" then
    return true, mark, ...
  end
  if not coroutine.isyieldable() then
    -- Only an `await` has something to wait for; a pause may be passed over.
    return resumed(co, resume(co, NOWHERE))
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

local co = globals.coroutine
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

