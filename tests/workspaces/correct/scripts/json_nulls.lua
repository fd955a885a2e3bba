--- Null in a list of JSON

---@hook after_signup

local ok, values = pcall(helpers.json.decode, '[1, null, "a", { "b": null }]')
if not ok then
  return
end

local present = 0
for _, value in ipairs(values) do
  if value ~= helpers.json.null then
    present = present + 1
  end
end

helpers.log(present, helpers.json.encode({ id = context.user.id, count = present }))
