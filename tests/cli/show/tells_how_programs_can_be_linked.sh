# Which link modes a target offers, why one is missing; what is said is what the compiler does.
. "$SYSROOT_SOURCE/tests/lib.sh"
expect 0 sysroot show centos7
grep -qx 'links: static, dynamic' out || fail "centos7: $(cat out)"
says out "       not static-pie: no rcrt1.o; glibc has it since 2.27"
expect 0 sysroot show musl
grep -qx 'links: static, static-pie, dynamic' out || fail "musl: $(cat out)"
never_says out "not static"

echo 'int main(void) { return 0; }' >main.c
cat >modes.py <<'PYTHON'
import json, sys
for link in json.load(sys.stdin)["links"]:
    print(link["mode"], "yes" if link["offered"] else "no")
PYTHON
for target in musl centos7; do
	expect 0 sysroot show --json "$target"
	python3 modes.py <out >modes
	[ "$(wc -l <modes)" -eq 3 ] || fail "not three modes: $(cat modes)"
	while read -r mode offered; do
		case $mode in
		dynamic) option=-pie ;;
		*) option=-$mode ;;
		esac
		links=yes
		"$SYSROOT_STORE/sysroots/$target/bin/cc" "$option" main.c -o main 2>said </dev/null || links=no
		[ "$links" = "$offered" ] || fail "$target, $mode: show says $offered, cc $links: $(cat said)"
	done <modes
done

# Nobody knows before the C library is made.
tiny_data "$PWD/data"
own_store
expect 0 sysroot show tiny
says out "links: known once the C library is built"
expect 0 sysroot show --json tiny
says out '"links": null'
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
expect 0 sysroot show tiny
grep -qx 'links: nothing' out || fail "tiny: $(cat out)"
says out "       not static: no crt1.o, crti.o, crtn.o, libc.a"
