--- Two functions that call each other

---@hook before_signup

local is_even

local function is_odd(n)
  if n == 0 then
    return false
  end
  return is_even(n - 1)
end

function is_even(n)
  if n == 0 then
    return true
  end
  return is_odd(n - 1)
end

helpers.log("even length:", is_even(#context.email % 50))
return { allowed = true }
