--- Domain rules
---
--- An ordered list of rules, like a firewall's: the first that fits decides. Partners
--- and our own staff are trusted, competitors' test accounts and wrongly typed mail
--- hosts are not let in, all else passes without a mark.

---@data { trusted: boolean }

---@class domain_rules.Rule
---@field domain string a domain; with a leading dot, all below it
---@field action "trust" | "refuse" | "pass"
---@field reason? string shown to the visitor

---@type domain_rules.Rule[]
local RULES = {
  { domain = "acme.example", action = "trust" },
  { domain = ".acme.example", action = "trust" },
  { domain = "sandbox.partner.example", action = "pass" },
  { domain = ".partner.example", action = "trust" },
  { domain = "gmial.com", action = "refuse", reason = "Did you mean gmail.com?" },
  { domain = "hotmial.com", action = "refuse", reason = "Did you mean hotmail.com?" },
  { domain = "rival.example", action = "refuse", reason = "Please talk to our sales team first." },
}

---@param rule domain_rules.Rule
---@param domain string
local function fits(rule, domain)
  if rule.domain:sub(1, 1) ~= "." then
    return domain == rule.domain
  end
  return domain:sub(-#rule.domain) == rule.domain
end

---@param domain string
---@return domain_rules.Rule?
local function first_fitting(domain)
  for _, rule in ipairs(RULES) do
    if fits(rule, domain) then
      return rule
    end
  end
  return nil
end

local rule = first_fitting(context.prev.domain)

if rule == nil then
  return { allowed = true, data = { trusted = false } }
end

if rule.action == "refuse" then
  return {
    allowed = false,
    error = rule.reason or "This mail domain cannot be used here.",
  }
end

return { allowed = true, data = { trusted = rule.action == "trust" } }
