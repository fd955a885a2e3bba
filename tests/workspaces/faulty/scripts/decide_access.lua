--- Decides from nodes that it does not need

-- `geo` runs beside this node: it is not among its needs.
local country = context.outputs.geo.country
-- And this one is misspelt.
if context.outputs.reputatoin then
  helpers.log("reputation is known")
end

return { allowed = context.prev.score >= 0 and country ~= "XX", error = "This application cannot be used." }
