#!/bin/sh
# Emacs with eglot against the language server; skips, loudly, where there is no Emacs that has eglot.
# usage: emacs.sh PIPELUA
set -eu
here=$(cd "$(dirname "$0")" && pwd)
PIPELUA=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
export PIPELUA
if ! command -v emacs >/dev/null 2>&1; then
	echo 'SKIPPED: there is no emacs; install Emacs 29, or Emacs 28 with eglot'
	exit 0
fi
if ! emacs --batch --eval "(kill-emacs (if (require 'eglot nil t) 0 1))" >/dev/null 2>&1; then
	echo 'SKIPPED: this emacs has no eglot; install Emacs 29, or the package eglot'
	exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/scripts"
printf 'schema = 1\nname = "test"\n' >"$folder/pipelua.toml"
printf -- '---@hook after_signup\n\nlocal total = 1 + 2\nprin(total)\n' >"$folder/scripts/a.lua"
cd "$folder"
HOME=$folder emacs --batch -l "$here/emacs.el"
