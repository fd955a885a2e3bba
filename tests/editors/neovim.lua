-- A real Neovim (0.11 or newer) against the real server: attaches, has findings, hover, outline, and applies a fix.
-- Run by neovim.sh, with the workspace as working directory and the server in $PIPELUA.

local function fail(what)
  io.stderr:write("FAILED: " .. what .. "\n")
  os.exit(1)
end

local function eventually(what, check)
  local value
  local good = vim.wait(20000, function()
    value = check()
    return value ~= nil and value ~= false
  end, 20)
  if not good then
    fail(what)
  end
  return value
end

vim.lsp.config("pipelua", {
  cmd = { os.getenv("PIPELUA"), "lsp" },
  filetypes = { "lua", "json", "toml" },
  root_markers = { "pipelua.toml" },
  workspace_required = true,
})
vim.lsp.enable("pipelua")
vim.cmd("filetype on")
vim.cmd.edit("scripts/a.lua")

local client = eventually("the client attaches", function()
  return vim.lsp.get_clients({ bufnr = 0, name = "pipelua" })[1]
end)
local found = eventually("there are findings", function()
  local all = vim.diagnostic.get(0)
  return #all == 1 and all[1]
end)
if found.code ~= "undefined-global" or found.lnum ~= 3 then
  fail("the finding is " .. vim.inspect(found))
end

local function ask(method, params)
  params.textDocument = vim.lsp.util.make_text_document_params(0)
  local answer = client:request_sync(method, params, 20000, 0)
  if not answer or answer.err then
    fail(method .. ": " .. vim.inspect(answer))
  end
  return answer.result
end

local hover = ask("textDocument/hover", { position = { line = 2, character = 7 } })
if not hover.contents.value:find("local total: integer", 1, true) then
  fail("the hover is " .. vim.inspect(hover))
end
local symbols = ask("textDocument/documentSymbol", {})
if #symbols ~= 1 or symbols[1].name ~= "total" then
  fail("the outline is " .. vim.inspect(symbols))
end

vim.api.nvim_win_set_cursor(0, { 4, 1 })
vim.lsp.buf.code_action({
  apply = true,
  filter = function(action)
    return action.title:find("Write `print`", 1, true) ~= nil
  end,
})
eventually("the fix is applied", function()
  return vim.api.nvim_buf_get_lines(0, 3, 4, true)[1] == "print(total)"
end)
eventually("the finding is gone", function()
  return #vim.diagnostic.get(0) == 0
end)

client:stop()
eventually("the server ends", function()
  return client:is_stopped()
end)
print("Neovim " .. tostring(vim.version()) .. ": attached, findings, hover, outline, fix")
vim.cmd("qall!")
