--- Reputation of a client

local score = 0
if context.client.type == "confidential" then
  score = 50
end

return { allowed = true, data = { score = score } }
