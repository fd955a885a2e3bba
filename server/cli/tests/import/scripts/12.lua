NAME Final decision
-- The limit is in the config of the script.
local limit = context.config.limit or 20
local score = context.outputs.risk.score or 0
if score > limit then
  return { allowed = false, error = "This sign-up looks odd to us." }
end
helpers.log("score", helpers.json_encode({ score = score, prev = context.prev }))
return { allowed = true }
