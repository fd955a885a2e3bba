-- Scripts at `after_signup` and `client_access_change`; only the second has `context.action`.
--- boolalias
local is_access = context.hook == "client_access_change"
if is_access then helpers.log(context.action) end
return { allowed = true }
--- boolalias2
local other = context.hook ~= "client_access_change"
if not other and context.action == "grant" then helpers.log("x") end
return { allowed = true }
--- orforms
if context.hook == "after_signup" or context.hook == "before_signup" then helpers.log(context.hook) else helpers.log(context.action) end
return { allowed = true }
--- notform
if not (context.hook == "after_signup") then helpers.log(context.action) end
return { allowed = true }
--- rev
if "client_access_change" == context.hook then helpers.log(context.action) end
return { allowed = true }
--- early
if context.hook ~= "client_access_change" then return { allowed = true } end
return { allowed = context.action == "grant" }
--- andform
local a = context.hook == "client_access_change" and context.action or "none"
return { allowed = a ~= "none" }
--- orand
local a = context.hook ~= "client_access_change" or context.action == "grant"
return { allowed = a }
--- const
local HOOK <const> = "client_access_change"
if context.hook == HOOK then helpers.log(context.action) end
return { allowed = true }
--- aliashook
local hook = context.hook
if hook == "client_access_change" then helpers.log(context.action) end
return { allowed = true }
--- aliasctx
local ctx = context
if ctx.hook == "client_access_change" then helpers.log(ctx.action) end
return { allowed = true }
--- strkey
if context["hook"] == "client_access_change" then helpers.log(context["action"]) end
return { allowed = true }
--- fnguard
local function access() return { allowed = context.action == "grant" } end
if context.hook == "client_access_change" then return access() end
return { allowed = true }
--- fninside
local function access() if context.hook ~= "client_access_change" then return nil end return context.action end
helpers.log(access())
return { allowed = true }
--- loopguard
for _ = 1, 2 do
  if context.hook ~= "client_access_change" then goto continue end
  helpers.log(context.action)
  ::continue::
end
return { allowed = true }
--- closureguard
if context.hook == "client_access_change" then
  helpers.trace("x", function() helpers.log(context.action) end)
end
return { allowed = true }
--- whileguard
while context.hook == "client_access_change" do helpers.log(context.action) break end
return { allowed = true }
--- nodeform
if context.node == "nodeform_b" then helpers.log(context.action) end
return { allowed = true }
--- assertform
if context.hook == "after_signup" then return { allowed = true } end
assert(context.hook == "client_access_change")
helpers.log(context.action)
return { allowed = true }
--- asyncnil
if context.hook == "after_signup" then return end
return { allowed = true }
--- errguard
if context.hook == "after_signup" then error("not here") end
helpers.log(context.action)
return nil
