--- Notes what was granted, at two hooks of which one has no grant

local scopes = context.grant.scopes -- only after an authorisation

helpers.log("granted", #scopes, "scopes to", context.client.clientId)
