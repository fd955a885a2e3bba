--- Producer and consumer, resumed by hand

---@hook before_signup

local function producer(text)
  return coroutine.create(function()
    for word in text:gmatch("%S+") do
      coroutine.yield(word)
    end
  end)
end

local words = {}
local source = producer(context.name or "")
while true do
  local ok, word = coroutine.resume(source)
  if not ok or word == nil then
    break
  end
  words[#words + 1] = word
end

return {
  allowed = coroutine.status(source) == "dead" and #words <= 6,
  error = "Please use a shorter name.",
}
