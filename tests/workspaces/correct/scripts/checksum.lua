--- A small checksum with shifts and masks (FNV-1a, 32 bits)

---@hook before_signin

local function fnv1a(text)
  local hash = 0x811c9dc5
  for i = 1, #text do
    hash = hash ~ text:byte(i)
    hash = (hash * 0x01000193) & 0xffffffff
  end
  return hash
end

local bucket = fnv1a(context.email) % 100
helpers.metrics.count("signin.bucket", 1, { bucket = bucket })

return { allowed = bucket < 100 }
