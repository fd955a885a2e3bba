NAME Claims
local role = context.user.role or "member"
return { allowed = true, data = { role = role, plan = helpers.env("DEFAULT_PLAN") } }
