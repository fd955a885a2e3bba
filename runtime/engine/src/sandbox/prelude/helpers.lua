-- Promises and helpers: a part of the prelude, see `start.lua`.

-- By promise: the number of its request, or the promises that it waits for.
local promises, settled = {}, {}
-- By the table that `await` raised: what it said, so that an error nobody caught has its own class.
local failures = {}

local function await(promise)
  local what = promise ~= nil and promises[promise]
  if not what then
    return promise
  end
  if type(what) == "table" then
    local results = {}
    for i = 1, #what do
      results[i] = await(what[i])
    end
    return results
  end
  local answered = settled[promise]
  if not answered then
    local ok, value, class, line = NOWHERE
    if coroutine.isyieldable() then
      ok, value, class, line = yield(what)
    end
    if ok == NOWHERE then
      error("`await` cannot wait here: a function of Lua itself, such as `table.unpack`, called this code", 2)
    end
    answered = { ok, value }
    settled[promise] = answered
    if not ok then
      failures[value] = { class, value.message, line }
    end
  end
  if answered[1] then
    return answered[2]
  end
  return error(answered[2], 0)
end

globals.await = await

local function helper(path)
  return function(...)
    return answer(host(path, ...))
  end
end

-- A helper that can be called and has members too.
local function callable(call, members)
  return setmetatable(members, {
    __call = function(_, ...)
      return call(...)
    end,
  })
end

local function traced(thread, around, span, ok, ...)
  spans[thread] = around
  if span then
    host("span_end", span, ok)
  end
  if ok then
    return ...
  end
  return error((...), 0)
end

local log = helper("helpers.log")
globals.helpers = {
  log = callable(log, { warn = helper("helpers.log.warn"), error = helper("helpers.log.error") }),
  now = helper("helpers.now"),
  date = callable(helper("helpers.date"), { parse = helper("helpers.date.parse") }),
  hash = helper("helpers.hash"),
  hmac = helper("helpers.hmac"),
  equal = helper("helpers.equal"),
  uuid = helper("helpers.uuid"),
  env = helper("helpers.env"),
  secret = helper("helpers.secret"),
  matches = helper("helpers.matches"),
  ip = { within = helper("helpers.ip.within") },
  json = { encode = helper("helpers.json.encode"), decode = helper("helpers.json.decode"), null = null },
  base64 = { encode = helper("helpers.base64.encode"), decode = helper("helpers.base64.decode") },
  metrics = { count = helper("helpers.metrics.count"), gauge = helper("helpers.metrics.gauge") },
}

function globals.helpers.fetch(...)
  local promise = {}
  promises[promise] = checked(host("helpers.fetch", spans[running()], ...))
  return promise
end

function globals.helpers.all(list)
  if type(list) ~= "table" then
    bad(1, "all", "table", list)
  end
  local all, promise = {}, {}
  for i = 1, #list do
    local one = list[i]
    if one == nil or not promises[one] then
      error("bad argument #1 to 'all' (a promise expected at index " .. i .. ", got " .. type(one) .. ")", 2)
    end
    all[i] = one
  end
  promises[promise] = all
  return promise
end

function globals.helpers.trace(name, attributes, f)
  if f == nil then
    attributes, f = nil, attributes
  end
  if type(name) ~= "string" then
    bad(1, "trace", "string", name)
  end
  if type(f) ~= "function" then
    bad(attributes == nil and 2 or 3, "trace", "function", f)
  end
  local thread = running()
  local around = spans[thread]
  local span = checked(host("span", around, name, attributes))
  spans[thread] = span or around
  return traced(thread, around, span, caught(pcall(f)))
end

function globals.print(...)
  local words = {}
  for i = 1, select("#", ...) do
    words[i] = tostring((select(i, ...)))
  end
  return answer(host("helpers.log", concat(words, "\t")))
end

