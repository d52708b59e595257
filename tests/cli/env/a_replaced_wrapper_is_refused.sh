# env and exec look at what they hand out: a wrapper, a link to it or a file for build systems that is
# not what build put there fails the eval. What only has another date, as in a copy, is good.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_export.sh"
tiny_store
root=$tiny_root
cp -a store whole
restore() {
	rm -rf store
	cp -a whole store
}
# refused PATH
refused() {
	for command in "env tiny" "env --shared tiny" "exec tiny -- true"; do
		# shellcheck disable=SC2086 # a command and its words
		expect 3 sysroot $command
		says err "'$1' of the sysroot 'tiny' is not what 'sysroot build' wrote"
		says err "'sysroot build tiny'"
		[ "$command" = "exec tiny -- true" ] || says out "false;"
	done
	# The hint leads on.
	expect 0 sysroot build tiny
	expect 0 sysroot env tiny
	restore
}
for path in libexec/wrapper libexec/wrapper-static libexec/gcc.specs env.sh toolchain.cmake static/config.site .sysroot/target; do
	[ -f "$root/$path" ] || continue
	cp "$root/$path" copy
	rm "$root/$path"
	echo >>copy
	cp copy "$root/$path"
	refused $path
done
# Both are one file.
chmod 644 "$root/libexec/wrapper-static"
refused libexec/wrapper
for path in libexec/wrapper libexec/wrapper-static; do
	rm "$root/$path"
	refused $path
done
for path in bin/cc static/bin/cc; do
	ln -sf /bin/true "$root/$path"
	refused $path
	rm "$root/$path"
	cp /bin/true "$root/$path"
	refused $path
done

# A copy that kept no dates.
rm -rf store
cp -r whole store
expect 0 sysroot env tiny
cp out there
rm -rf store
cp -a whole store
expect 0 sysroot env tiny
cmp out there || fail "another environment"

# No tree at all.
rm -r store/trees/*
expect 3 sysroot env tiny
says out "false;"
says err "rebuild it with 'sysroot build'"
restore

# In an image, it has to be exported again.
sysroot -q export tiny -o one.oci
unpack_image one.oci "$PWD/root"
image=$PWD/root/opt/sysroot
expect 0 sysroot --store "$image" env tiny
rm "$image/sysroots/tiny/libexec/wrapper"
cp /bin/true "$image/sysroots/tiny/libexec/wrapper"
expect 3 sysroot --store "$image" env tiny
says out "false;"
says err "export it again"
