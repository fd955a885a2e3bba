#!/bin/sh
# Brings a Neovim that the tests can use to DEST/nvim, where the one that is installed is too old or missing.
# Only as root on Debian, from the mirror that apt uses, into a folder of its own; elsewhere it says what to do.
# usage: install-neovim.sh DEST
set -u
dest=$1

works() {
	"$1" --headless -u NONE -i NONE --cmd 'exe has("nvim-0.11") ? "qall!" : "cquit!"' >/dev/null 2>&1
}
give_up() {
	echo "No Neovim for the tests: $1. They need 0.11 or newer as nvim, or one that PIPELUA_NVIM names."
	exit 0
}

works "${PIPELUA_NVIM:-nvim}" && exit 0
works "$dest/nvim" && exit 0
[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || give_up 'it is only installed as root on Debian'
case $(uname -m) in
x86_64) libraries=x86_64-linux-gnu loader=lib64/ld-linux-x86-64.so.2 ;;
aarch64) libraries=aarch64-linux-gnu loader=lib/ld-linux-aarch64.so.1 ;;
*) give_up "nobody has tried $(uname -m)" ;;
esac
if ! command -v debootstrap >/dev/null 2>&1; then
	apt-get update -qq && apt-get install -y -qq debootstrap >/dev/null || give_up 'debootstrap cannot be installed'
fi
mirror=$(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null | grep '/debian/*$' | head -1)
[ -n "$mirror" ] || give_up 'apt has no Debian mirror'

echo "== bringing Neovim from $mirror to $dest (about a minute, 260 MB, once)"
rm -rf "$dest"
mkdir -p "$dest"
root=$(cd "$dest" && pwd)/root
if ! debootstrap --variant=minbase --include=neovim forky "$root" "$mirror" /usr/share/debootstrap/scripts/sid >"$dest/log" 2>&1; then
	tail -3 "$dest/log"
	rm -rf "$root"
	give_up 'debootstrap failed'
fi
# Through the loader that came with it: its libraries are newer than this system's.
cat >"$dest/nvim" <<END
#!/bin/sh
export VIMRUNTIME=$root/usr/share/nvim/runtime
exec $root/$loader --library-path $root/usr/lib/$libraries --argv0 nvim $root/usr/bin/nvim --cmd "set rtp+=$root/usr/lib/nvim" "\$@"
END
chmod +x "$dest/nvim"
works "$dest/nvim" || give_up 'the one that came does not start'
