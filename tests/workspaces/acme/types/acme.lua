---@meta

--- Shapes that several of our scripts agree on. Nothing here runs.

--- Where an address seems to be, as the geo service answers.
---@class acme.GeoAnswer
---@field country? string two letters, ISO 3166-1
---@field latitude? number degrees, north is positive
---@field longitude? number degrees, east is positive
---@field hosting? boolean the address belongs to a data centre

--- One rule of a risk score.
---@class acme.RiskRule
---@field name string what the log calls it
---@field points integer added to the score when it fires
---@field fires fun(): boolean

--- A membership, as the directory lists it.
---@class acme.Membership
---@field org string slug of the organisation
---@field title? string
---@field teams? string[]
---@field suspended? boolean

--- What we know of an API key beside what the host tells us.
---@class acme.KeyRecord
---@field createdAt integer milliseconds since 1970
---@field rotatedAt? integer milliseconds since 1970
---@field networks? string[] ranges from which the key may be exchanged
---@field owner? string

---@alias acme.Environment "live" | "test" | "dev"

---@alias acme.Ring "stable" | "beta" | "canary"
