--- Onboarding track
---
--- Decides which of the guided tours a new user gets. The welcome message and the CRM
--- name the same track, so it is decided once, here.

---@data { track: string, label: string }

local TRACKS = {
  developer = "Build your first integration",
  finance = "Your first invoice in five minutes",
  team = "Bring your colleagues",
  solo = "Look around",
}

-- The first part of the mail address often tells what somebody does.
local HINTS = {
  { track = "finance", words = { "billing", "finance", "invoice", "accounting" } },
  { track = "developer", words = { "dev", "api", "engineering", "it" } },
  { track = "team", words = { "hr", "people", "office", "team" } },
}

---@param name string
---@return string track
local function track_for(name)
  for _, hint in ipairs(HINTS) do
    for _, word in ipairs(hint.words) do
      if name == word or name:sub(1, #word + 1) == word .. "." then
        return hint.track
      end
    end
  end
  return "solo"
end

local track = "solo"
if context.user.role == "admin" then
  track = "team"
elseif context.user.email then
  local name = context.user.email:lower():match("^([^@]+)@") or ""
  track = track_for(name)
end

helpers.metrics.count("signup.track", 1, { track = track })

return { data = { track = track, label = TRACKS[track] or TRACKS.solo } }
