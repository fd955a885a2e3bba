#!/bin/sh
# Neovim against the language server; skips, loudly, where there is no Neovim of 0.11 or newer.
# usage: neovim.sh PIPELUA   (PIPELUA_NVIM names another Neovim)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
PIPELUA=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
export PIPELUA
# One that install-neovim.sh has brought is newer than what a system has.
brought=$here/../../target/editors/neovim/nvim
[ -x "$brought" ] || brought=nvim
nvim=${PIPELUA_NVIM:-$brought}
if ! command -v "$nvim" >/dev/null 2>&1; then
	echo 'SKIPPED: there is no nvim; install Neovim 0.11 or newer, or name one in PIPELUA_NVIM'
	exit 0
fi
if ! "$nvim" --headless -u NONE -i NONE --cmd 'exe has("nvim-0.11") ? "qall!" : "cquit!"' 2>/dev/null; then
	echo "SKIPPED: $nvim is older than 0.11"
	exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/scripts"
printf 'schema = 1\nname = "test"\n' >"$folder/pipelua.toml"
printf -- '---@hook after_signup\n\nlocal total = 1 + 2\nprin(total)\n' >"$folder/scripts/a.lua"
cd "$folder"
"$nvim" --headless -u NONE -i NONE -l "$here/neovim.lua"
