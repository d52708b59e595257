# 'make deb' that was stopped left a tree behind with fish's folder vendor_completions.d in it, which
# every later make took for a list of dependencies.
. "$SYSROOT_SOURCE/tests/lib.sh"
mkdir -p b/packages/deb/usr/share/fish/vendor_completions.d
expect 0 make -s -C "$SYSROOT_SOURCE" B_DIR="$PWD/b" help
says out "make"

# What make-deb misses it says, and takes its tree with it.
mkdir bin
for tool in sh basename dirname sed git stat rm cp readelf uname strip find gzip touch mkdir grep dpkg-deb; do
	ln -s "$(command -v $tool)" bin/$tool
done
cat >fake-make <<'END'
#!/bin/sh
usr=${4#DESTDIR=}/usr
mkdir -p "$usr/bin" "$usr/share/man"
cp "$SYSROOT_BIN" "$usr/bin/sysroot"
END
chmod +x fake-make
pack() {
	PATH=$PWD/bin MAKE=$PWD/fake-make \
		/bin/sh "$SYSROOT_SOURCE/builder/package/make-deb" "$PWD/packages"
}
expect 1 pack
says err "make-deb: 'dpkg-shlibdeps' is not installed"
says err "install the package 'dpkg-dev'"
[ ! -e packages/deb ] || fail "it leaves its tree behind"
rm bin/git
expect 1 pack
says err "make-deb: 'git' is not installed"
says err "install the package 'git'"
