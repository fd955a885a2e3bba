--- Findings that were silenced

---@hook before_signup

-- Silences an error and does not say why.
---@diagnostic disable-next-line: undefined-global
local first = legacy_check

-- There is nothing to silence here.
---@diagnostic disable-next-line: unused-local -- was needed before the rewrite
local second = context.email

-- Silences everything, whatever it is.
---@diagnostic disable-next-line -- see the ticket
local third = 1

-- Has a code that no finding has.
---@diagnostic disable-next-line: unused-locl -- needed after the move
local _fourth = 1

return { allowed = first ~= second }
