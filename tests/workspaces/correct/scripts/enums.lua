--- An enum, and a table by its values

---@hook client_after_register

---@enum Risk
local Risk = { LOW = 1, MEDIUM = 2, HIGH = 3 }

local NAMES = { [Risk.LOW] = "low", [Risk.MEDIUM] = "medium", [Risk.HIGH] = "high" }

---@param client_type "public" | "confidential" | nil
---@return Risk
local function risk_of(client_type)
  if client_type == "confidential" then
    return Risk.LOW
  elseif client_type == "public" then
    return Risk.MEDIUM
  end
  return Risk.HIGH
end

helpers.metrics.count("client.risk", 1, { level = NAMES[risk_of(context.client.type)] })
