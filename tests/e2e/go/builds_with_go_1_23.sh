# The same with Go 1.23 of bookworm-backports, brought by the program's own fetch.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
cp -R "$SYSROOT_SOURCE/tests/data/go" go-data
(
	export SYSROOT_DATA="$PWD/go-data"
	bring go-1.23
) || fail "Go 1.23 cannot be had here: $(cat bring.log)"
sed -n 's/^\tsha256 //p' go-data/recipes/catalog/*/*.recipe >sums
while read -r sum; do
	dpkg-deb -x "$SYSROOT_STORE/inputs/$(printf '%.2s' "$sum")/$sum" unpacked
done <sums
go_here
GOROOT=$PWD/unpacked/usr/lib/go-1.23
export GOROOT
# The package's links point at /usr/share.
find "$GOROOT" -type l >links
while read -r name; do
	target=$(readlink "$name")
	case $target in
	/*) ln -sf "$PWD/unpacked$target" "$name" ;;
	esac
done <links
"$GOROOT/bin/go" version | grep -q 'go1\.23' || fail "$("$GOROOT/bin/go" version)"
build_all "$GOROOT/bin/go"
