--- A function with two forms

---@hook before_signin

---@overload fun(text: string): string
---@param text string
---@param from? integer
---@param to? integer
---@return string
local function mask(text, from, to)
  if from == nil or to == nil then
    return ("*"):rep(#text)
  end
  return text:sub(1, from - 1) .. ("*"):rep(to - from + 1) .. text:sub(to + 1)
end

helpers.log(mask("secret"), mask(context.email, 2, 4))
return { allowed = true }
