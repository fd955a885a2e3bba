--- Switched off in a hurry

---@hook before_signin

do
  return { allowed = true }
end

-- Never reached: the block above always returns.
helpers.log("checking", context.email)
return { allowed = #context.email < 200, error = "Please use a shorter address." }
