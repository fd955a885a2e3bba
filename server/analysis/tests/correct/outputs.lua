-- Nodes that hand on `x`: who reads it behind them gets no finding.
--- steps
local r = { allowed = true, data = {} }
r.data.x = 1
return r
--- steps2
local data = {}
local r = { allowed = true, data = data }
r.data.x = 1
return r
--- helper
local function ok(data) return { allowed = true, data = data } end
return ok({ x = 1 })
--- helper2
local function ok() local r = { allowed = true } return r end
local r = ok()
r.data = { x = 1 }
return r
--- loop
local d = {}
for _, k in ipairs({ "x" }) do d[k] = 1 end
return { allowed = true, data = d }
--- assigned
local d
if context.email then d = { x = 1 } else d = {} d.x = 2 end
return { allowed = true, data = d }
--- denyfirst
if context.email then return { allowed = false, error = "e", data = { y = 1 } } end
return { allowed = true, data = { x = 1 } }
--- nested
local d = { inner = {} }
d.inner.y = 1
d.x = d.inner
return { allowed = true, data = d }
--- setm
local d = setmetatable({}, nil)
d.x = 1
return { allowed = true, data = d }
--- fill
local d = { a = 1 }
local function add(t) t.x = 1 end
add(d)
return { allowed = true, data = d }
--- fillin
local s = { d = {} }
local function add(t) t.d.x = 1 end
add(s)
return { allowed = true, data = s.d }
--- listof
local list = { { y = 1 } }
for _, i in ipairs(list) do i.x = 2 end
return { allowed = true, data = list[1] }
--- swapped
local a, b = { y = 1 }, { x = 1 }
a, b = b, a
helpers.log(b)
return { allowed = true, data = a }
--- maybe
local d = context.email and { x = 1 }
return { allowed = true, data = d or nil }
--- orempty
local d = context.email and { y = 1 } or {}
d.x = 1
return { allowed = true, data = d }
--- allowvar
local allowed = false
if context.email then allowed = true end
return { allowed = allowed, data = { x = 1 } }
--- upv
local d
local function init() d = { y = 1 } end
local function add() d.x = 1 end
init() add()
return { allowed = true, data = d }
--- two_ret
local function f() return { y = 1 }, { x = 1 } end
local _, b = f()
return { allowed = true, data = b }
