--- Long strings of several levels

---@hook after_signup

local plain = [[
Hello,
this is "quoted" and 'quoted'.
]]

local with_brackets = [==[
list[list[1]] and ]=] stay as they are
]==]

helpers.log(#plain, #with_brackets, plain:sub(1, 5), [[\n is no line feed]])
