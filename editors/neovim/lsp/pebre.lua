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

---@type vim.lsp.Config
return {
  -- Found on the PATH only: a program that lies in the project is not run unasked.
  cmd = { 'pebre', 'server' },
  filetypes = { 'python' },
  root_markers = { 'pebre.toml', 'pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt', '.git' },
  settings = { pebre = vim.empty_dict() },
  on_attach = function(client, buffer)
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
