-- Each probe has faults: `--!` stands behind each line that deserves a finding, and no other line does.
--=== a removed global
local now = os.time() --!
return { allowed = now > 0 }
--=== a misspelt global
local text = tostrnig(1) --!
return { allowed = text ~= "" }
--=== a global is assigned
count = 1 --!
return { allowed = true }
--=== a key of the result is misspelt
return { alowed = true } --!
--=== a result without allowed
return { error = "no" } --!
--=== allowed is a text
return { allowed = "yes" } --!
--=== a path without a result
if context.email == "" then
  return { allowed = false }
end --!
--=== a field that the hook has not
helpers.log(context.user.id) --!
return { allowed = true }
--=== a misspelt field of context
return { allowed = context.emial ~= "" } --!
--=== a promise is used as its value
local answer = helpers.fetch("https://geo.example/")
return { allowed = answer.ok } --!
--=== a secret that is not declared
local key = helpers.secret("NOWHERE") --!
return { allowed = key ~= "x" }
--=== an optional field is used
return { allowed = #context.name > 3 } --!
--=== a call that may give nil
local n = tonumber(context.email)
return { allowed = n + 1 > 3 } --!
--=== a text is compared with a number
return { allowed = context.email > 3 } --!
--=== a misspelt option of fetch
local ok, answer = pcall(await, helpers.fetch("https://geo.example/", { timeout = 5 })) --!
return { allowed = ok and answer.ok }
--=== not a == b
return { allowed = not context.email == "" } --!
--=== and false or
local x = context.name and false or true --!
return { allowed = x }
--=== a loop that does not count down
local n = 0
for i = 10, 1 do --!
  n = n + i
end
return { allowed = n > 0 }
--=== a step of zero
local n = 0
for i = 1, 10, 0 do --!
  n = n + i
end
return { allowed = n > 0 }
--=== a condition asked twice
local x = 0
if context.email == "a" then
  x = 1
elseif context.email == "a" then --!
  x = 2
end
return { allowed = x > 0 }
--=== the same in both branches
local x
if context.email == "a" then --!
  x = 1
else
  x = 1
end
return { allowed = x > 0 }
--=== NaN is compared
return { allowed = #context.email / 2 ~= 0 / 0 } --!
--=== a division by zero
return { allowed = #context.email // 0 > 1 } --!
--=== a swap that is none
local a, b = #context.email, 2
a = b --!
b = a
return { allowed = a == b }
--=== a key is there twice
local t = { a = 1, a = 2 } --!
return { allowed = t.a > 1 }
--=== fewer values than names
local a, b = 1 --!
return { allowed = a == b }
--=== context is written
context.email = "x" --!
return { allowed = true }
--=== a call continues the line above
local f = helpers.log --!
(helpers.uuid()):upper() --!
return { allowed = f ~= nil }
--=== a format without its argument
return { allowed = ("%d"):format() ~= "" } --!
--=== a malformed pattern
return { allowed = context.email:find("[a") == nil } --!
--=== a regular expression
return { allowed = context.email:find("\\d+") == nil } --!
--=== a result is thrown away
context.email:lower() --!
return { allowed = true }
--=== a loop without an end
local n = 0
while true do --!
  n = n + 1
end
--=== a fetch without TLS
local ok = pcall(await, helpers.fetch("http://geo.example/")) --!
return { allowed = ok }
--=== a secret in the log
helpers.log(helpers.secret("SIGNING_KEY")) --!
return { allowed = true }
--=== a function in data
return { allowed = true, data = { f = function() end } } --!
--=== an argument of another type
---@param n integer
local function double(n)
  return n * 2
end
return { allowed = double("x") > 1 } --!
--=== an argument is missing
---@param a integer
---@param b integer
local function add(a, b)
  return a + b
end
return { allowed = add(1) > 1 } --!
--=== an argument too many
---@param a integer
local function double(a)
  return a * 2
end
return { allowed = double(1, 2) > 1 } --!
--=== a value of another type than declared
---@type integer
local n = "x" --!
return { allowed = n ~= 1 }
--=== a field of a class is missing
---@class Point
---@field x integer
---@field y integer

---@type Point
local p = { x = 1 } --!
return { allowed = p.x == p.y }
--=== a field that the class has not
---@class Pixel
---@field x integer

---@type Pixel
local p = { x = 1 }
return { allowed = p.z == 1 } --!
--=== another type is returned than declared
---@return string
local function name()
  return 1 --!
end
return { allowed = name() ~= "" }
--=== a condition that is always true
local x = "a"
if x == "a" then --!
  helpers.log(x)
end
return { allowed = true }
--=== a correct script
local ok, answer = pcall(await, helpers.fetch("https://geo.example/"))
if ok and answer.ok and answer.json then
  return { allowed = answer.body.country ~= "XX" }
end
return { allowed = true }
