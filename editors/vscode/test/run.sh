#!/bin/sh
# All checks of the extension: lint, unit tests, the package, and the package inside a real VS Code.
#   sh test/run.sh [PYTHON_WITH_PEBRE]      default: .venv of the repository
set -eu
cd "$(dirname "$0")/.."
sh test/setup.sh
PATH="$PWD/.tools/node24/node_modules/.bin:$PATH"
export PATH
PEBRE_PYTHON="${1:-$(cd ../.. && pwd)/.venv/bin/python}"
export PEBRE_PYTHON
npm run -s lint
npm run -s unit
npm run -s package > out/package.log
npm run -s host
sh test/state.sh > test/passed
