-- Each probe shows types: `--> TYPE` behind a line is that of what stands in its `print(..)`.
--=== truthiness
local x = context.name
if x then
  print(x) --> string
else
  print(x) --> nil
end
--=== not
local x = context.name
if not x then
  print(x) --> nil
else
  print(x) --> string
end
--=== == nil
local x = context.name
if x == nil then
  print(x) --> nil
else
  print(x) --> string
end
--=== nil ~= x
local x = context.name
if nil ~= x then
  print(x) --> string
else
  print(x) --> nil
end
--=== == literal
local x = #context.email > 3 and "a" or "b"
if x == "a" then
  print(x) --> "a"
else
  print(x) --> "b"
end
--=== literal of an optional
local x = context.name
if x == "root" then
  print(x) --> "root" | string
else
  print(x) --> string?
end
--=== type()
local x = #context.email > 3 and "a" or #context.email
if type(x) == "string" then
  print(x) --> "a" | string
else
  print(x) --> integer
end
--=== type() the other way round
local x = context.name
if "nil" == type(x) then
  print(x) --> nil
else
  print(x) --> string
end
--=== type() through a local
local x = context.name
local t = type(x)
if t == "string" then
  print(x) --> string
else
  print(x) --> nil
end
--=== math.type
local x = tonumber(context.email)
if math.type(x) == "integer" then
  print(x) --> integer
end
--=== assert
local x = context.name
assert(x)
print(x) --> string
--=== assert of a type
local x = context.name
assert(type(x) == "string")
print(x) --> string
--=== value of assert
local x = assert(context.name)
print(x) --> string
--=== error ends a branch
local x = context.name
if not x then
  error("no name")
end
print(x) --> string
--=== a function that never returns
local x = context.name
local function fail() error("no name") end
if not x then
  fail()
end
print(x) --> string
--=== early return
local x = context.name
if not x then
  return
end
print(x) --> string
--=== and
local x = context.name
local y = x and print(x) --> string
--=== or
local x = context.name or "none"
print(x) --> string
--=== not (a and b)
local x, y = context.name, context.request.ip
if not (x and y) then
  return
end
print(x) --> string
print(y) --> string
--=== a and b or c
local x = context.name and #context.name or 0
print(x) --> integer
--=== elseif
local x = context.name
if x == nil then
  print(x) --> nil
elseif x == "" then
  print(x) --> "" | string
else
  print(x) --> string
end
--=== inside while
local x = context.name
while x do
  print(x) --> string
  x = nil
end
--=== after while
local x = context.name
while not x do
  x = tonumber(context.email) and "a" or nil
end
print(x) --> string
--=== after repeat
local x
repeat
  x = context.name
until x
print(x) --> string
--=== numeric for
for x = 1, 3 do
  print(x) --> integer
end
--=== generic for
for x, y in ipairs({ "a", "b" }) do
  print(x) --> integer
  print(y) --> string | "a"|"b"
end
--=== goto continue
for _, x in ipairs({ context.name, context.email }) do
  local y = tonumber(x)
  if not y then goto continue end
  print(y) --> number | integer
  ::continue::
end
--=== boolean alias
local x = context.name
local has = x ~= nil
if has then
  print(x) --> string
end
--=== tagged union
local function parse()
  if #context.email > 3 then
    return { kind = "ok", size = 1 }
  end
  return { kind = "bad", why = "short" }
end
local r = parse()
if r.kind == "ok" then
  print(r.size) --> integer | 1
end
--=== tag through a local
local function parse()
  if #context.email > 3 then
    return { kind = "ok", size = 1 }
  end
  return { kind = "bad", why = "short" }
end
local r = parse()
local kind = r.kind
if kind == "bad" then
  print(r.why) --> string | "short"
end
--=== pcall
local ok, r = pcall(function() return #context.email end)
if ok then
  print(r) --> integer
end
--=== ok and an error
local function load()
  if #context.email > 3 then
    return true, 1
  end
  return false, "short"
end
local ok, r = load()
if ok then
  print(r) --> integer | 1
else
  print(r) --> string | "short"
end
--=== a field
if context.request.ip then
  print(context.request.ip) --> string
end
--=== a field of another name
local request = context.request
if not request.ip then
  return
end
print(request.ip) --> string
--=== a key in brackets
if context.request["ip"] then
  print(context.request.ip) --> string
end
--=== a field in a closure
local x = context.name
if x then
  local function show()
    print(x) --> string
  end
  show()
end
--=== after an assignment
local x = context.name
if x then
  x = nil
  print(x) --> nil
end
--=== a field behind an unrelated call
local t = { x = context.name }
if t.x then
  helpers.log("something")
  print(t.x) --> string
end
