--- Limits by plan and kind, three levels deep

---@hook apikey_before_create

local LIMITS = {
  free = { keys = { live = 1, test = 3 }, length = { min = 3, max = 20 } },
  team = { keys = { live = 10, test = 30 }, length = { min = 3, max = 40 } },
}

local plan = context.userId:sub(1, 5) == "team_" and LIMITS.team or LIMITS.free
local name = context.name or ""

if #name < plan.length.min or #name > plan.length.max then
  return { allowed = false, error = "Please choose another name." }
end

helpers.log("live keys:", plan.keys.live, "test keys:", plan.keys["test"])
return { allowed = true }
