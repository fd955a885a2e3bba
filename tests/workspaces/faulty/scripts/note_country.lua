--- Logs the country

helpers.log("country", context.prev.country)

return { allowed = true }
