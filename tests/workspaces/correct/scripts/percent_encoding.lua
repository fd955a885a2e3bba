--- Writes a text so that it can stand in an address

---@hook after_signup

local function encode(text)
  return (text:gsub("[^%w%-%._~]", function(char)
    return ("%%%02X"):format(char:byte())
  end))
end

local function decode(text)
  return (
    text:gsub("%%(%x%x)", function(digits)
      return string.char(tonumber(digits, 16) or 0)
    end)
  )
end

local encoded = encode(context.user.name or "")
helpers.log(encoded, decode(encoded) == (context.user.name or ""))
