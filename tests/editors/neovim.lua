-- Drives a real editor: nvim --clean --headless -n -i NONE -l neovim.lua PLUGIN PYTHON FOLDER
-- The editor is a second Neovim that gets keys as from a keyboard; this one asks it what is seen.
local plugin, python, folder = arg[1], arg[2], arg[3]

local editor = vim.fn.jobstart(
  { vim.v.progpath, '--clean', '--headless', '--embed', '-n', '-i', 'NONE' },
  { rpc = true, cwd = folder }
)

--- Run Lua in the editor; the arguments are `...` there.
local function lua(code, ...)
  return vim.rpcrequest(editor, 'nvim_exec_lua', code, { ... })
end

local function keys(typed)
  vim.rpcrequest(editor, 'nvim_input', typed)
end

local function fail(what)
  io.stderr:write('FAIL ' .. what .. '\n')
  pcall(function()
    io.stderr:write(lua([[return vim.inspect(vim.diagnostic.get(0)) .. vim.inspect(vim.api.nvim_buf_get_lines(0, 0, -1, true))
      .. vim.fn.execute('messages') .. vim.inspect(vim.api.nvim_get_mode())]]) .. '\n')
  end)
  vim.fn.jobstop(editor)
  vim.cmd('cquit 1')
end

--- Wait until Lua code in the editor gives something true; that is returned.
local function until_(what, code, ...)
  local found
  local args = { ... }
  if not vim.wait(20000, function()
    found = lua(code, unpack(args))
    return found and found ~= vim.NIL
  end, 20) then
    fail(what)
  end
  print('ok ' .. what)
  return found
end

local function edit(name)
  lua([[vim.cmd.edit(...)]], name)
end

-- ---- start: as the help page says, but for where the server is
lua([[
  local plugin, python = ...
  vim.opt.runtimepath:append(plugin)
  vim.cmd('filetype plugin on')
  vim.lsp.config('pebre', { cmd = { python, '-I', '-m', 'pebre_server', 'server' } })
  vim.lsp.enable('pebre')
  vim.cmd.helptags(plugin .. '/doc')
]], plugin, python)
edit('main.py')
until_('attach', [[
  local client = vim.lsp.get_clients({ bufnr = 0, name = 'pebre' })[1]
  return client and client.initialized and vim.fs.basename(client.root_dir) == vim.fs.basename(vim.fn.getcwd())
]])

-- ---- hover, in the window that the key opens
keys('3G$hK')
local hover = until_('hover', [[
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      local text = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, true), '\n')
      return text:find('radius') and text
    end
  end
]])
if not hover:find('float', 1, true) then
  fail('hover shows ' .. hover)
end

-- ---- diagnostics while typing, gone when it is right again
keys('Goarea.nonsense')
until_('diagnostics while typing', [[
  for _, each in ipairs(vim.diagnostic.get(0)) do
    if each.code == 'unresolved-attribute' and each.source == 'pebre' and each.lnum == 4 then return true end
  end
]])
keys('<C-u>value = 1')
until_('cleared while typing', [[return #vim.diagnostic.get(0) == 0]])
keys('<Esc>')

-- ---- diagnostics after :write, of what another program did to another file
keys('Gofrom shapes import Square<CR>print(Square)<Esc>')
until_('missing name', [[return #vim.diagnostic.get(0) == 1]])
local added = io.open(folder .. '/shapes.py', 'a')
added:write('\n\nclass Square:\n    side = 1\n')
added:close()
keys(':write<CR>')
until_('diagnostics after :write', [[return #vim.diagnostic.get(0) == 0]])

-- ---- completion: as typed, from the menu
lua([[
  local client = vim.lsp.get_clients({ bufnr = 0, name = 'pebre' })[1]
  vim.lsp.completion.enable(true, client.id, 0, { autotrigger = true })
  vim.o.completeopt = 'menuone,noselect'
]])
keys('Goarea.as_int')
until_('completion', [[
  for _, item in ipairs(vim.fn.complete_info({ 'items' }).items or {}) do
    if item.word:find('^as_integer_ratio') then return true end
  end
]])
-- beside it what is known of it, once the window is large enough to show a menu
vim.rpcrequest(editor, 'nvim_ui_attach', 120, 40, vim.empty_dict())
lua([[vim.o.completeopt = 'menuone,noselect,popup']])
keys('<C-e><Esc>cc' .. 'area.as_int')
until_('completion again', [[return vim.fn.pumvisible() == 1]])
keys('<C-n>')
until_('documentation beside the menu', [[
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      local text = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, true), '\n')
      if text:find('as_integer_ratio() -> tuple', 1, true) and text:find('ratio is exactly equal', 1, true) then return true end
    end
  end
]])
keys('<C-y>')
until_('completion is taken', [[return vim.api.nvim_get_current_line():find('^area.as_integer_ratio') ~= nil]])
keys('<Esc>')
lua([[vim.cmd('silent write')]])

-- ---- code action: the import of a name that is missing
keys('Go<Esc>oCircle, partial<Esc>')
until_('unknown name', [[return #vim.diagnostic.get(0) == 1]])
lua([[vim.lsp.buf.code_action({
  apply = true,
  filter = function(action) return action.title == 'Import: `from functools import partial`' end,
})]])
until_('code action', [[
  return vim.api.nvim_buf_get_lines(0, 0, 1, true)[1] == 'from functools import partial' and #vim.diagnostic.get(0) == 0
]])
keys('u')
until_('undo', [[return vim.api.nvim_buf_get_lines(0, 0, 1, true)[1] == 'from shapes import Circle']])
keys('Gdd')
until_('as before', [[return #vim.diagnostic.get(0) == 0]])

-- ---- rename, in both files
lua([[vim.api.nvim_win_set_cursor(0, { 1, 21 })]])
lua([[vim.lsp.buf.rename('Disc')]])
until_('rename', [[
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.fs.basename(vim.api.nvim_buf_get_name(buffer)) == 'shapes.py' then
      return vim.api.nvim_buf_get_lines(buffer, 0, 1, true)[1] == 'class Disc:'
        and vim.api.nvim_buf_get_lines(0, 0, 1, true)[1] == 'from shapes import Disc'
    end
  end
]])

-- ---- the commands
lua([[vim.cmd('silent wall')]])
lua([[vim.cmd.LspPebreDebugInformation()]])
until_('debug information', [[
  return vim.api.nvim_buf_get_name(0):find('debugInformation') ~= nil
    and table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n'):find('search paths') ~= nil
]])
lua([[vim.cmd.close()]])
local before = lua([[return vim.lsp.get_clients({ name = 'pebre' })[1].id]])
lua([[vim.cmd.LspPebreRestart()]])
until_('restart', [[
  local client = vim.lsp.get_clients({ bufnr = 0, name = 'pebre' })[1]
  return client and client.initialized and client.id ~= ...
]], before)

-- ---- the help page
lua([[vim.cmd.help('pebre-settings')]])
until_('help', [[return vim.fs.basename(vim.api.nvim_buf_get_name(0)) == 'pebre.txt']])
lua([[vim.cmd.close()]])

lua([[
  local client = vim.lsp.get_clients({ name = 'pebre' })[1]
  client:stop()
  return vim.wait(5000, function() return client:is_stopped() end, 20)
]])
pcall(lua, [[vim.cmd('qall!')]])
print('OK')
