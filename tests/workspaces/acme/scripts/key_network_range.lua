--- API key networks
---
--- A key with a list of networks is exchanged only from one of them. Keys of machines in
--- our own data centres need none; they are known by their range.

---@config { ours: string[] }

local function within_any(ip, ranges)
  for i = 1, #ranges do
    if helpers.ip.within(ip, ranges[i]) then
      return ranges[i]
    end
  end
  return nil
end

local networks = context.prev.networks
if networks == nil or #networks == 0 then
  return { allowed = true }
end

local ip = context.request.ip
if not ip then
  return { allowed = false, error = "This API key needs a known network." }
end

local range = within_any(ip, networks)
if range then
  helpers.log("exchanged from", range)
  return { allowed = true }
end

if within_any(ip, context.config.ours) then
  helpers.log.warn("key used from our own network, which its list does not name")
  return { allowed = true }
end

helpers.metrics.count("apikey.wrong_network")
return {
  allowed = false,
  error = "This API key cannot be used from your network (" .. ip .. ").",
}
