--- Age of a key

return { allowed = true, data = { trusted = context.apikey.name ~= "new" } }
