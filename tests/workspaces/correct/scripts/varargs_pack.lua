--- Keeps arguments with their number and gives them back

---@hook before_signup

local function collect(...)
  local packed = table.pack(...)
  for i = 1, packed.n do
    if packed[i] == nil then
      packed[i] = "-"
    end
  end
  return table.unpack(packed, 1, packed.n)
end

local name, ip = collect(context.name, context.request.ip)
helpers.log(name, ip)

return { allowed = true }
