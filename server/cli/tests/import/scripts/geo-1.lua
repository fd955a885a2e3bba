NAME Geo check
local key = await(helpers.secret("GEO_KEY"))
local answer = await(helpers.fetch("https://geo.example/v1/" .. (context.request.ip or "none"), {
  headers = { authorization = "Bearer " .. key },
}))
if answer.status ~= 200 then
  return { allowed = true, data = { country = "??" } }
end
local body = helpers.json_decode(answer.body)
return { allowed = true, data = { country = body.country } }
