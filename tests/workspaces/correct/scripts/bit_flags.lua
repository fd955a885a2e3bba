--- Roles as bits of one number

---@hook token_build

local READ <const>, WRITE <const>, ADMIN <const> = 1 << 0, 1 << 1, 1 << 2

local ROLES = { viewer = READ, editor = READ | WRITE, admin = READ | WRITE | ADMIN }

local bits = ROLES[context.user.role or "viewer"] or READ
if bits & ADMIN ~= 0 and not context.user.email then
  bits = bits & ~ADMIN
end

return { allowed = true, data = { access = bits, parity = (bits ~ bits >> 1) & 1 } }
