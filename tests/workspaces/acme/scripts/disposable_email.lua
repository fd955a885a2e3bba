--- Throw-away addresses
---
--- Refuses domains of throw-away mail services, their subdomains too, and marks
--- local parts that look as if a machine had made them.
--- Add domains in the pipeline's `extra` before you add them here.

---@config { extra: string[] }
---@data { machine_made: boolean }

local SERVICES = {
  ["10minutemail.com"] = true,
  ["dispostable.com"] = true,
  ["getnada.com"] = true,
  ["guerrillamail.com"] = true,
  ["mailinator.com"] = true,
  ["maildrop.cc"] = true,
  ["sharklasers.com"] = true,
  ["temp-mail.org"] = true,
  ["trashmail.com"] = true,
  ["yopmail.com"] = true,
}

-- Local parts such as "test123", "a8f3k2m9q1" or "xxxxxx".
local MACHINE_MADE = { "^test%d+$", "^user%d%d%d%d+$", "^%l%d%l%d%l%d", "^(%l)%1%1%1%1" }

local function is_service(domain)
  if SERVICES[domain] then
    return true
  end
  for _, extra in ipairs(context.config.extra) do
    if domain == extra then
      return true
    end
  end
  return false
end

local function looks_machine_made(name)
  for _, pattern in ipairs(MACHINE_MADE) do
    if name:find(pattern) then
      return true
    end
  end
  return false
end

-- "a.b.mailinator.com" is asked as itself, then "b.mailinator.com", and so on.
local rest = context.prev.domain
while rest:find(".", 1, true) do
  if is_service(rest) then
    helpers.log("throw-away service", rest)
    helpers.metrics.count("signup.disposable")
    return { allowed = false, error = "Please use an address that you will keep." }
  end
  rest = rest:match("^[^.]+%.(.+)$") or ""
end

return { allowed = true, data = { machine_made = looks_machine_made(context.prev.local_part) } }
