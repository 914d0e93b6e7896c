---@brief
---
--- pebre, a language server and type checker for Python.
---
--- Install the server: `pip install pebre`, in an environment whose programs are on the PATH.
--- Turn it on: `vim.lsp.enable('pebre')`. Help: `:help pebre`.

--- Show text in a window of its own.
---@param name string
---@param text string
local function show(name, text)
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(text, '\n'))
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].bufhidden = 'wipe'
  vim.cmd.split()
  vim.api.nvim_win_set_buf(0, buffer)
  vim.api.nvim_buf_set_name(buffer, ('pebre://%s/%d'):format(name, buffer))
end

--- Show the documentation of the item that is selected in the menu beside it, if 'completeopt' has "popup".
--- Neovim before 0.12 asks for it only once the item is taken.
---@param client vim.lsp.Client
---@param buffer integer
local function document(client, buffer)
  if vim.fn.has('nvim-0.12') == 1 or not vim.api.nvim__complete_set then
    return
  end
  local function selected()
    return vim.fn.complete_info({ 'selected' }).selected
  end
  vim.api.nvim_create_autocmd('CompleteChanged', {
    buffer = buffer,
    group = vim.api.nvim_create_augroup('pebre.completion.' .. buffer, {}),
    desc = 'pebre: documentation beside the menu',
    callback = function()
      local item = vim.tbl_get(vim.v.event, 'completed_item', 'user_data', 'nvim', 'lsp')
      if not item or item.client_id ~= client.id or not vim.o.completeopt:find('popup') then
        return
      end
      local number = selected()
      client:request('completionItem/resolve', item.completion_item, function(_, found)
        if not found or vim.fn.pumvisible() == 0 or selected() ~= number then
          return -- too late
        end
        local parts = {}
        if found.detail and found.detail ~= '' then
          parts[1] = '```python\n' .. found.detail .. '\n```'
        end
        local text = found.documentation
        table.insert(parts, type(text) == 'table' and text.value or text)
        local window = vim.api.nvim__complete_set(number, { info = table.concat(parts, '\n\n') })
        if window.bufnr and vim.api.nvim_buf_is_valid(window.bufnr) then
          vim.wo[window.winid].conceallevel = 2
          pcall(vim.treesitter.start, window.bufnr, 'markdown')
        end
      end, buffer)
    end,
  })
end

---@type vim.lsp.Config
return {
  -- Found on the PATH only: a program that lies in the project is not run unasked.
  cmd = { 'pebre', 'server' },
  filetypes = { 'python' },
  root_markers = { 'pebre.toml', 'pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt', '.git' },
  settings = { pebre = vim.empty_dict() },
  on_attach = function(client, buffer)
    document(client, buffer)
    local function ask(name, command)
      vim.api.nvim_buf_create_user_command(buffer, name, function()
        client:exec_cmd({ title = name, command = command }, { bufnr = buffer }, function(failed, text)
          if failed then
            vim.notify(failed.message, vim.log.levels.ERROR)
          else
            show(command:match('%w+$'), text)
          end
        end)
      end, { desc = 'pebre: ' .. command:match('%w+$') })
    end
    ask('LspPebreDebugInformation', 'pebre.debugInformation')
    ask('LspPebreMemoryReport', 'pebre.memoryReport')
    vim.api.nvim_buf_create_user_command(buffer, 'LspPebreRestart', function()
      client:stop()
      vim.wait(5000, function()
        return client:is_stopped()
      end, 20)
      vim.lsp.enable('pebre') -- attaches to all open buffers again
    end, { desc = 'pebre: stop the server and start it again' })
  end,
}
