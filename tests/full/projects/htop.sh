# htop, for which ncurses is added to a copy of the sysroot as docs/own-library.md says.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/full/projects/projects.inc
. "$SYSROOT_SOURCE/tests/full/projects/projects.inc"
source_of ncurses ncurses_6.4.orig.tar.gz 6931283d9ac87c5073f30b6290c4c75f21632bb4fc3603ac8100812bed248159 3612591
ncurses=$tarball
source_of htop htop_3.2.2.orig.tar.gz 3829c742a835a0426db41bb039d1b976420c21ec65e93b35cd9bfd2d57f44ac8 369873
for target in $targets; do
	want "$target"
	mkdir "$target" "$target/ncurses" "$target/htop"
	tar -xf "$ncurses" -C "$target/ncurses" --strip-components=1
	tar -xf "$tarball" -C "$target/htop" --strip-components=1
	# The page's commands, below "Into a copy of the sysroot".
	cp -a "$(sysroot exec "$target" -- sh -c 'echo "$SYSROOT"')/." "$target/copy"
	cat >commands.sh <<-'COMMANDS'
		set -e
		. "$COPY/env.sh"
		cd "$1/ncurses"
		./configure --prefix=/usr --libdir=/usr/lib --enable-widec --enable-pc-files \
			--with-pkg-config-libdir=/usr/lib/pkgconfig --without-ada --without-tests --without-cxx-binding
		make -j2 && make install DESTDIR="$COPY"
		cd "$1/htop"
		autoreconf -i
		./configure
		make -j2
	COMMANDS
	COPY=$PWD/$target/copy bash commands.sh "$PWD/$target" >"$target.log" 2>&1 || fail "$target: $(tail -n 25 "$target.log")"
	static_program "$target/htop/htop"
	runs 'htop 3.2.2' "$target/htop/htop" --version
	# One picture, then 'q'. Debian has the common terminals in /lib/terminfo, where its own ncurses looks.
	(sleep 1; printf q) | TERM=xterm TERMINFO_DIRS=/lib/terminfo:/usr/share/terminfo script -qec "$target/htop/htop -d 2" /dev/null >screen 2>&1 ||
		fail "$target: htop on a terminal: $(cat screen)"
	grep -q 'Load average' screen || fail "$target: htop shows nothing: $(cat -v screen | head -c 2000)"
done
