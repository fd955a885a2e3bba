--- API key record
---
--- Fetches what the directory keeps of a key, once for all checks of an exchange. A key
--- without a record is not one of ours any more.

---@data { created_at: integer, rotated_at?: integer, networks?: string[] }

local apikey = context.apikey

---@return acme.KeyRecord? record
---@return integer? status what the directory answered, nil if it did not
local function read_record()
  local ok, res = pcall(
    await,
    helpers.fetch("https://directory.acme.example/v1/apikeys/" .. apikey.id, {
      headers = { authorization = "Bearer " .. helpers.secret("DIRECTORY_TOKEN") },
      timeoutMs = 900,
    })
  )
  if not ok then
    return nil, nil
  end
  if not res.ok or not res.json then
    return nil, res.status
  end
  return res.body, res.status
end

local record, status = read_record()

if not record then
  if status == 404 or status == 410 then
    return { allowed = false, error = "This API key is no longer valid." }
  end
  helpers.log.error("no record of the key", apikey.id, "status", status or "none")
  return { allowed = false, error = "API keys cannot be exchanged at the moment." }
end

return {
  allowed = true,
  data = {
    created_at = record.createdAt,
    rotated_at = record.rotatedAt,
    networks = record.networks,
  },
}
