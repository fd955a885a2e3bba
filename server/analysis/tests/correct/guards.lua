-- Scripts at `after_signin`, `before_signout` and `after_signup` (node `a` each); the last one has no `context.session`.
--- if_then
if context.session then helpers.log(context.session.id) end
return { allowed = true }
--- and_or
local id = context.session and context.session.id or "none"
return { allowed = id ~= "" }
--- not_nil
if context.session ~= nil then helpers.log(context.session.id .. "!") end
return { allowed = true }
--- nil_first
if nil ~= context.session then helpers.log(#context.session.id) end
return { allowed = true }
--- is_nil_else
if context.session == nil then
  helpers.log("none")
else
  helpers.log(context.session.id:lower())
end
return { allowed = true }
--- early_return
if not context.session then return { allowed = true } end
helpers.log(context.session.id)
return { allowed = #context.session.id > 3 }
--- local_of_it
local s = context.session
if s then helpers.log(s.id, s.userId:sub(1, 3)) end
return { allowed = true }
--- local_of_it_early
local s = context.session
if not s then return { allowed = true } end
helpers.log("session " .. s.id)
return { allowed = true }
--- local_tested_field_used
local s = context.session
if s ~= nil then helpers.log(context.session.id) end
return { allowed = true }
--- field_tested_local_used
local s = context.session
if context.session then helpers.log(s.id) end
return { allowed = true }
--- type_of
if type(context.session) == "table" then helpers.log(context.session.id) end
return { allowed = true }
--- type_of_not
if type(context.session) ~= "table" then return { allowed = true } end
helpers.log(context.session.id)
return { allowed = true }
--- type_in_a_local
local kind = type(context.session)
if kind == "table" then helpers.log(context.session.id) end
return { allowed = true }
--- hook
if context.hook == "after_signin" or context.hook == "before_signout" then helpers.log(context.session.id) end
return { allowed = true }
--- hook_early
if context.hook == "after_signup" then return { allowed = true } end
helpers.log(context.session.id)
return { allowed = true }
--- elseif_chain
if context.hook == "after_signup" then
  helpers.log(context.request.ip or "none")
elseif context.session then
  helpers.log(context.session.id)
else
  helpers.log("nothing")
end
return { allowed = true }
--- elseif_by_absence
if not context.session then
  helpers.log("no session")
elseif #context.session.id > 10 then
  helpers.log(context.session.id)
end
return { allowed = true }
--- while_loop
local n = 0
while context.session and n < #context.session.id do
  n = n + 1
  helpers.log(context.session.userId)
end
return { allowed = true }
--- repeat_loop
local n = 0
repeat
  n = n + 1
  if n > 10 then return { allowed = true } end
until context.session and #context.session.id > n
return { allowed = #context.session.id > 3 }
--- asserted
assert(context.session, "no session")
helpers.log(context.session.id)
return { allowed = true }
--- asserted_local
local s = assert(context.session, "no session")
helpers.log(s.id)
return { allowed = true }
--- asserted_type
assert(type(context.session) == "table")
return { allowed = #context.session.id > 0 }
--- pcalled
local ok, id = pcall(function() return context.session.id end)
return { allowed = ok and id ~= "" }
--- pcalled_by_name
local function id_of() return context.session.id end
local ok, id = pcall(id_of)
return { allowed = ok and id ~= "" }
--- pcalled_inside_pcalled
local ok = pcall(function()
  local function id() return context.session.id end
  return id():lower()
end)
return { allowed = ok }
--- error_ends
if not context.session then error("no session") end
helpers.log(context.session.id)
return { allowed = true }
--- helper_never_returns
local function fail(text) error(text, 0) end
if context.session == nil then fail("no session") end
return { allowed = #context.session.id > 0 }
--- alias_of_a_test
local has_session = context.session ~= nil
if has_session then helpers.log(context.session.id) end
return { allowed = true }
--- alias_of_a_chain
local usable = context.session and context.session.id ~= ""
if usable then helpers.log(context.session.id) end
return { allowed = true }
--- double_not
local has = not not context.session
if not has then return { allowed = true } end
return { allowed = context.session.id ~= "" }
--- value_stands_for_it
local id = context.session and context.session.id
if id then helpers.log(context.session.userId, id:upper()) end
return { allowed = true }
--- closure_after_a_test
if context.session then
  local function log() helpers.log(context.session.id) end
  helpers.trace("log", log)
  helpers.trace("again", function() return context.session.id end)
end
return { allowed = true }
--- closure_of_a_local
local s = context.session
if s then helpers.trace("id", function() return s.id .. "!" end) end
return { allowed = true }
--- function_called_behind_a_test
local function id() return context.session.id end
return { allowed = context.session == nil or id() ~= "" }
--- recursion_behind_a_test
local function walk(n)
  if n == 0 then return context.session.id end
  return walk(n - 1)
end
if context.session then helpers.log(walk(3)) end
return { allowed = true }
--- handlers_by_hook
local handlers = {
  after_signin = function() return context.session.id end,
  before_signout = function() return context.session.userId end,
  after_signup = function() return context.request.ip end,
}
local handler = handlers[context.hook]
return { allowed = handler() ~= "x" }
--- handlers_by_name
local function on_signin() return context.session.id end
local function on_signup() return context.request.ip end
local handlers = { after_signin = on_signin, before_signout = on_signin, ["after_signup"] = on_signup }
return { allowed = handlers[context.hook]() ~= "x" }
--- handlers_filled_later
local on = {}
function on.after_signin() return context.session.id end
on.before_signout = function() return context.session.id end
on["after_signup"] = function() return context.request.ip end
return { allowed = on[context.hook]() ~= "x" }
--- module_function_behind_a_test
local M = {}
function M.id() return context.session.id end
if context.session then helpers.log(M.id()) end
return { allowed = true }
--- given_a_callback
local function with_session(callback)
  if context.session then return callback() end
end
local id = with_session(function() return context.session.id end)
return { allowed = id ~= "x" }
--- given_as_an_argument
local function id_of(session) return session and session.id or "none" end
return { allowed = id_of(context.session) ~= "x" }
--- returned_by_a_helper
local function session() return context.session end
local s = session()
return { allowed = s == nil or s.id ~= "x" }
--- default_table
local s = context.session or { id = "none", label = "x" }
return { allowed = s.id ~= s.label }
--- other_alias
local c = context
if c.session then helpers.log(c.session.id) end
return { allowed = true }
--- index_by_string
if context["session"] then helpers.log(context["session"]["id"]) end
return { allowed = true }
--- two_tests
if context.session and context.user and context.session.userId == context.user.id then helpers.log(context.session.id) end
return { allowed = true }
--- or_of_absence
if not context.session or context.session.id == "" then return { allowed = true } end
return { allowed = #context.session.id > 0 }
--- not_and
if not (context.session and context.request) then helpers.log("x") end
return { allowed = true }
--- goto_continue
for i = 1, 3 do
  if not context.session then goto continue end
  helpers.log(i, context.session.id)
  ::continue::
end
return { allowed = true }
--- again
local n = 0
if not context.session then return { allowed = true } end
::again::
n = n + 1
if #context.session.id > n and n < 5 then goto again end
return { allowed = n > 1 }
--- in_both_branches
if context.session then helpers.log("x") else helpers.log("y") end
helpers.log(context.session ~= nil, type(context.session))
return { allowed = not context.session or context.session.id ~= "" }
--- compared_with_a_value
if context.session and context.session.id == "a" then return { allowed = #context.session.id == 1 } end
return { allowed = true }
--- reassigned_local
local s = nil
if context.session then s = context.session end
if s then helpers.log(s.id) end
return { allowed = true }
--- hook_by_a_local_boolean
local is_signup <const> = context.hook == "after_signup"
local s = not is_signup and context.session or nil
local id = is_signup and "none" or context.session.id
return { allowed = s ~= id }
--- tested_where_it_never_is
if context.hook == "after_signup" then
  if context.session then helpers.log(context.session.id) end
end
return { allowed = true }
--- break_when_missing
while true do
  if not context.session then break end
  helpers.log(context.session.id)
  break
end
return { allowed = true }
--- later_name
local s = context.session
local also = s
if also then helpers.log(s.id, also.id) end
return { allowed = true }
--- kind_of_session
local what = context.session and "session" or "none"
if what == "session" then helpers.log(context.session.id) end
return { allowed = true }
--- set_on_a_table_of_ones_own
local record = {}
record.session = "none"
if context.session then record.session = context.session.id end
return { allowed = record.session ~= "" }
--- session_in_a_table
local part = { session = context.session or false }
if part.session then helpers.log(part.session.id) end
return { allowed = true }
--- guard_in_a_helper
local function has_session() return context.session ~= nil end
local function log(id) helpers.log(id) end
if has_session() and context.session then log(context.session.id) end
return { allowed = true }
--- optional_chain_by_or
local session = context.session or {}
helpers.log(session.id or "none", (context.request or {}).ip or "none")
return { allowed = true }
--- chosen_in_branches
local id
if context.hook == "after_signup" then id = context.request.ip else id = context.session.id end
return { allowed = id ~= "x" }
--- chosen_by_node_and_hook
local ids = {
  after_signin = context.session and context.session.id,
  before_signout = context.session and context.session.id,
  after_signup = context.user.id,
}
return { allowed = ids[context.hook] ~= "x" }
--- and_with_more
local long = context.session and context.session.id and #context.session.id > 3 or false
return { allowed = long }
--- not_equal_chain
if context.hook ~= "after_signin" and context.hook ~= "before_signout" then return { allowed = true } end
return { allowed = context.session.id ~= "" }
--- hook_set
local with_session = { after_signin = true, before_signout = true }
if with_session[context.hook] and context.session then helpers.log(context.session.id) end
return { allowed = true }
--- for_over_optional
for key, value in pairs(context.session or {}) do helpers.log(key, value) end
return { allowed = true }
--- early_in_a_function
local function session_id()
  if not context.session then return nil end
  return context.session.id
end
return { allowed = session_id() ~= "x" }
--- early_in_a_function_by_local
local function session_id()
  local session = context.session
  if session == nil then return "none" end
  local id = session.id
  return id:lower()
end
return { allowed = session_id() ~= "x" }
--- nested_functions
local function outer()
  if not context.session then return 0 end
  local function inner() return #context.session.id end
  return inner()
end
return { allowed = outer() >= 0 }
--- select_and_varargs
local function first(...) return (select(1, ...)) end
local s = first(context.session, context.user)
return { allowed = s ~= nil }
--- copied_by_assignment
local s
s = context.session
if s ~= nil then helpers.log(s.id) end
return { allowed = true }
--- coroutine_body
local produce = coroutine.wrap(function()
  if context.session then coroutine.yield(context.session.id) end
end)
return { allowed = produce() ~= "x" }
--- method_of_an_object
local Audit = {}
Audit.__index = Audit
function Audit:line() return self.session and self.session.id or "none" end
local audit = setmetatable({ session = context.session }, Audit)
return { allowed = audit:line() ~= "" }
--- metatable_handler
local lazy = setmetatable({}, { __index = function(_, key) return context.session[key] end })
if context.session then helpers.log(lazy.id) end
return { allowed = true }
