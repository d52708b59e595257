# Versions come from what recipes provide, once each, in order; a broken recipe hurts no other.
. "$SYSROOT_SOURCE/tests/lib.sh"
tiny_data "$PWD/data"
own_store
recipes=$SYSROOT_DATA/recipes/catalog
for version in 3.10.108 4.9.335 4.10.17 5.10.258; do
	sed "s/tiny-headers/headers-$version/; s/provides linux 3.10/provides linux $version/" \
		"$recipes/linux-headers/tiny-headers.recipe" >"$recipes/linux-headers/headers-$version.recipe"
done
for version in 2.17-317.el7 2.28; do
	sed "s/tiny-libc/glibc-$version/; s/libc musl 1/libc glibc $version/" \
		"$recipes/libc/tiny-libc.recipe" >"$recipes/libc/glibc-$version.recipe"
done
mkdir "$recipes/standins"
cp "$recipes/linux-headers/kernel.h" "$recipes/standins"
sed 's/tiny-headers/standins/; s/linux-headers/standins/; s/provides linux 3.10/provides library standins 1/' \
	"$recipes/linux-headers/tiny-headers.recipe" >"$recipes/standins/standins.recipe"
expect 0 sysroot targets
grep -qx 'glibc-     2\.17 2\.28' out || fail "glibc: $(cat out)"
grep -qx 'musl-      1' out || fail "musl: $(cat out)"
grep -qx '+linux-    3\.10 4\.9 4\.10 5\.10' out || fail "linux: $(cat out)"
grep -qx -e '-ARCH      x86_64 aarch64 riscv64' out || fail "architectures: $(cat out)"
says out "x86-64-v2"
never_says out "+LIBRARY"
# What it says can be had.
expect 0 sysroot show glibc-2.28+linux-4.9-aarch64
says out "C library glibc 2.28, kernel headers 4.9, aarch64 (aarch64-linux-gnu), CPU armv8-a"
says out "headers-4.9.335"
echo nonsense >"$recipes/libc/glibc-2.28.recipe"
expect 0 sysroot targets
grep -qx 'glibc-     2\.17' out || fail "glibc: $(cat out)"
