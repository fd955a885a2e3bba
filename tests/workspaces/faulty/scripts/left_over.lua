--- What is left over after a rewrite

---@hook before_signup

local limit = 70 -- nothing reads it any more

local function score_of(email, strict) -- `strict` is not used
  return #email
end

local function old_score() -- nobody calls it
  return 0
end

return { allowed = score_of(context.email, true) < 200, error = "Please use a shorter address." }
