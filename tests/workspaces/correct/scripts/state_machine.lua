--- Reads a user agent by a table of states

---@hook before_signin

local STATES = {
  name = function(char)
    return char == "/" and "version" or char == "(" and "comment" or "name"
  end,
  version = function(char)
    return char == " " and "name" or "version"
  end,
  comment = function(char)
    return char == ")" and "name" or "comment"
  end,
}

local state, comments = "name", 0
for char in (context.request.userAgent or ""):sub(1, 200):gmatch(".") do
  local step = STATES[state]
  local following = step(char)
  if state == "comment" and following == "name" then
    comments = comments + 1
  end
  state = following
end

return { allowed = comments < 5, error = "Please use another browser." }
