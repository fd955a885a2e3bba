--- A list of promises, awaited together

---@hook after_signin

local promises = {}
for i, path in ipairs({ "a", "b", "c" }) do
  promises[i] = helpers.fetch("https://api.acme.example/" .. path, { timeoutMs = 800 })
end

local ok, answers = pcall(await, helpers.all(promises))
if ok then
  for i, answer in ipairs(answers) do
    helpers.log(i, answer.status, answer.headers["content-type"] or "no type")
  end
else
  helpers.log.warn("one of the calls failed for", context.user.id)
end
