#!/bin/sh
# Small archives in each form and compression that recipes unpack, to begin fuzz_unpack from:
# seeds_unpack.sh FOLDER. The first byte is the options; see fuzz_unpack.c.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/fuzz/seeds.inc
. "$(dirname "$0")/seeds.inc"

mkdir -p top/a/b
echo 'int a;' >top/a/a.h
echo 'int b;' >top/a/b/b.h
: >top/empty
ln -s a/a.h top/link
ln top/a/a.h top/hard
chmod 755 top/a/b/b.h
# names and link targets that need what ustar has no room for
long=$(printf '%0120d' 1)
mkdir top/"$long"
echo long >top/"$long"/a"$long"
ln -s "$long/a$long" top/longer

for form in v7 ustar pax gnu; do
	case $form in
	v7 | ustar) keep=top/a ;;
	*) keep=top ;;
	esac
	tar --format=$form --owner=0 --group=0 --mtime=@0 -cf $form.tar "$keep"
	seed 1 $form.tar $form.tar
done
truncate -s 64K sparse && echo end >>sparse
tar --format=pax -Scf sparse.tar sparse
seed 0 sparse.tar sparse.tar
for by in gzip bzip2 xz zstd; do
	$by -qc <pax.tar >pax.$by
	seed 1 pax.tar.$by pax.$by
	gzip -qc <pax.$by >twice.$by
	seed 0 twice.$by twice.$by
done

# packages: Debian's, Alpine's (three gzip members behind each other), Red Hat's
echo 2.0 >debian-binary
cp pax.xz data.tar.xz
tar --format=ustar -cJf control.tar.xz debian-binary
ar qcS a.deb debian-binary control.tar.xz data.tar.xz
seed 5 deb a.deb
seed 8 deb-flat a.deb
{ gzip -qc <pax.tar && cat pax.gzip; } >apk
seed 1 apk apk
cat >a.spec <<-SPEC
	Name: a
	Version: 1
	Release: 1
	Summary: a
	License: MIT
	BuildArch: noarch
	%description
	a
	%install
	mkdir -p %{buildroot}
	cp -a $work/top %{buildroot}/top
	%files
	/top
SPEC
for payload in w6.xzdio w9.gzdio w3.zstdio; do
	rpmbuild -bb --quiet --define "_topdir $work/rpm" --define "_rpmdir $work" --define '_build_id_links none' \
		--define '__os_install_post %{nil}' --define "_binary_payload $payload" a.spec >rpm.log 2>&1 ||
		{ cat rpm.log >&2 && exit 1; }
	seed 0 "$payload.rpm" noarch/a-1-1.noarch.rpm
	seed 10 "some-$payload.rpm" noarch/a-1-1.noarch.rpm
done
