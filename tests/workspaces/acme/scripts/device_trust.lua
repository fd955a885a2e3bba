--- Device trust
---
--- Decides whether a new authenticator may be enrolled: security keys need a model that
--- we know, phones need a recent system, and nobody has more than a handful of devices.

---@config { maxDevices: integer, minSystem: table<string, integer> }

local MODELS = {
  ["yk-5"] = "hardware key, fifth generation",
  ["yk-bio"] = "hardware key with fingerprint",
  ["titan-2"] = "hardware key",
}

local device = context.device

local checks = {}

function checks.security_key()
  local model = device.model
  if not model or not MODELS[model] then
    return "This security key is not one of the models that we support."
  end
  return nil
end

function checks.phone()
  local platform, system = device.platform, device.system
  if not platform or not system then
    return "Please enrol the phone from the Acme app."
  end
  local major = tonumber(system:match("^%d+")) or 0
  local least = context.config.minSystem[platform]
  if not least then
    return "Phones of this kind cannot be enrolled."
  elseif major < least then
    return ("Please update the phone to version %d first."):format(least)
  end
  return nil
end

if (context.enrolled or 0) >= context.config.maxDevices then
  return { allowed = false, error = "Please remove a device before you add another one." }
end

local check = device.kind == "security_key" and checks.security_key or checks.phone
local problem = check()

helpers.metrics.count("device.enrolled", 1, { kind = device.kind, ok = problem == nil })

if problem then
  return { allowed = false, error = problem }
end
return { allowed = true }
