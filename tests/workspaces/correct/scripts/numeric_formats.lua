--- Numbers in all their forms

---@hook before_signup

-- stylua: ignore
local values = {
  0xff, 0XA.8p0, 1e3, .5, 5., 3.14e-2, 1 // 1, 7 / 2, 2 ^ 10, -0x10, 9007199254740993, 0x7fffffffffffffff,
}

local integers, floats = 0, 0
for _, value in ipairs(values) do
  if math.type(value) == "integer" then
    integers = integers + 1
  else
    floats = floats + 1
  end
end

helpers.log(
  ("%d integers, %d floats, %g, %.3f, %x, %5d|%-5d|"):format(
    integers,
    floats,
    0.1,
    1 / 3,
    255,
    42,
    42
  )
)
return { allowed = integers + floats == #values }
