NAME Audit log
format = function(user)
  return user.id .. " <" .. (user.email or "no address") .. ">"
end
helpers.log("signed up", format(context.user))
return { allowed = true }
