--- Points by country

---@hook before_signup

local POINTS = {
  DE = 10,
  AT = 10,
  CH = 20,
  DE = 15, -- a second time, the first is lost
}

return { allowed = (POINTS[context.name or ""] or 0) < 20, error = "Not from here." }
