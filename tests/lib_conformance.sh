# The conformance suite: one set of C and Go programs for every target and link mode, run under
# the target's own loader and libraries. Sourced after tests/lib.sh and tests/lib_go.sh.
# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
#   conform TARGET --libc LIBC-VERSION --linux VERSION [--arch ARCH]
#           [--without LINK-MODE|libgcc_s]... [--with rpc] [--since-ld VERSION LINK-MODE]
#           [--fidelity source|distro|toolchain | --recipe NAME]
#   only_with_input RECIPE
#
# What is expected of a target follows from these words alone, never from what is found in it.
# --since-ld: older linkers of the architecture cannot link its packages in this mode, which is no
# fault of the sysroot's: they are seen to fail.
# The target is built with sqlite and zlib, in the store of the tests, if it is not there yet.
# Needs gcc and clang, strace, bubblewrap, Go, and qemu-user for an architecture other than
# this machine's. SYSROOT_SHARED_GOCACHE names a build cache for several scripts;
# CONFORM_PARTS, for work on the suite, the parts to run.

conform_data=$SYSROOT_SOURCE/tests/e2e/conformance
programs=$conform_data/programs
# shellcheck source=tests/e2e/conformance/place.inc
. "$conform_data/place.inc"
# shellcheck source=tests/e2e/conformance/abi.inc
. "$conform_data/abi.inc"
# shellcheck source=tests/e2e/conformance/headers.inc
. "$conform_data/headers.inc"
# shellcheck source=tests/e2e/conformance/hermetic.inc
. "$conform_data/hermetic.inc"
# shellcheck source=tests/e2e/conformance/threads.inc
. "$conform_data/threads.inc"
# shellcheck source=tests/e2e/conformance/go.inc
. "$conform_data/go.inc"

# number VERSION DIGITS: 2.17 -> 217, 1.2.5 -> 10205
number() {
	echo "$1" | awk -F. -v parts="$2" '{ n = 0; for (i = 1; i <= parts; i++) n = 100 * n + $i; print n }'
}

# newer A B: is version A the same as B or newer
newer() {
	[ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | tail -n 1)" = "$1" ]
}

# Fetches and builds the target, unless it is there.
conform_build() {
	# shellcheck disable=SC2086 # words
	if ! sysroot -q build $choice "$name" >built.log 2>&1; then
		bring $choice "$name" || fail "cannot fetch '$name': $(cat bring.log)"
		sysroot build $choice "$name" >built.log 2>&1 || fail "cannot build '$name': $(cat built.log)"
	fi
}

# What the words of conform mean for this target.
describe() {
	target=$1
	shift
	libc='' linux='' arch=x86_64 refused='' settings='' choice='' rpc=no since_ld='' late_mode=''
	while [ $# -gt 0 ]; do
		case $1 in
		--libc) libc=${2%%-*} libc_version=${2#*-} ;;
		--linux) linux=$2 ;;
		--arch) arch=$2 ;;
		--without)
			case $2 in
			libgcc_s) settings=no-cancel ;;
			*) refused="$refused $2" ;;
			esac
			;;
		--since-ld)
			since_ld=$2 late_mode=$3
			shift
			;;
		--with) [ "$2" = rpc ] && rpc=yes || fail "conform: unknown word '$2'" ;;
		--fidelity | --recipe) choice="$1 $2" ;;
		*) fail "conform: unknown word '$1'" ;;
		esac
		shift 2
	done
	[ -n "$libc" ] && [ -n "$linux" ] || fail "conform: --libc and --linux are missing"
	name=$target
	[ "$arch" = x86_64 ] || name=$target-$arch
	name=$name+sqlite+zlib
	case $libc/$arch in
	glibc/x86_64) loader=ld-linux-x86-64.so.2 interpreter=/lib64/$loader oldest=2.2.5 ;;
	glibc/aarch64) loader=ld-linux-aarch64.so.1 interpreter=/lib/$loader oldest=2.17 ;;
	glibc/riscv64) loader=ld-linux-riscv64-lp64d.so.1 interpreter=/lib/$loader oldest=2.27 ;;
	musl/*) loader=libc.so interpreter=/lib/ld-musl-$arch.so.1 oldest= ;;
	*) fail "conform: unknown C library '$libc' or architecture '$arch'" ;;
	esac
	case $arch in
	x86_64) machine='Advanced Micro Devices X86-64' ;;
	aarch64) machine=AArch64 ;;
	riscv64) machine=RISC-V ;;
	esac
	defines="-DTARGET_GLIBC=0 -DTARGET_MUSL=0"
	case $libc in
	glibc)
		defines="-DTARGET_GLIBC=$(number "$libc_version" 2) -DTARGET_MUSL=0 -DOLDEST=\"GLIBC_$oldest\""
		# The start file of static PIE programs came with glibc 2.27.
		newer "$libc_version" 2.27 || refused="$refused static-pie"
		;;
	musl) defines="-DTARGET_GLIBC=0 -DTARGET_MUSL=$(number "$libc_version" 3)" ;;
	esac
	# The first glibc of aarch64 has faults that today's compilers and the patch of its recipe cure.
	unpatched=0
	case $choice in *crosstool-aarch64) unpatched=1 ;; esac
	defines="$defines -DTARGET_LINUX=$(number "$linux" 2) -DTARGET_UNPATCHED=$unpatched"
	modes=
	for mode in static static-pie dynamic; do
		case " $refused " in
		*" $mode "*) ;;
		*) modes="${modes:+$modes }$mode" ;;
		esac
	done
	offers=$(echo "$modes" | sed 's/ /, /g')
	emulator='' ld=ld
	[ "$arch" = "$(uname -m)" ] || emulator=qemu-$arch ld=$arch-linux-gnu-ld
	ld_version=$("$ld" --version | sed -n '1s/.* \([0-9]*\.[0-9]*\).*/\1/p')
	if [ -n "$late_mode" ] && newer "$ld_version" "$since_ld"; then
		late_mode=
	fi
	[ -z "$late_mode" ] || modes=$(echo "$modes" | sed "s/\\<$late_mode\\> *//")
	for tool in strace bwrap go gcc clang $emulator; do
		command -v "$tool" >tool.path || fail "$tool is not installed"
	done
	[ -z "$emulator" ] || settings="$settings emulated"
}

# The sysroot says of itself what was asked for.
conform_identity() {
	root=$(sysroot exec "$name" -- sh -c 'readlink -f "$SYSROOT"') || fail "no sysroot '$name'"
	[ -d "$root/usr/include" ] && [ "$root" != / ] || fail "'$root' is no sysroot"
	for line in "arch $arch" "libc $libc" "libc-version $libc_version" "linux-version $linux"; do
		grep -qx "$line" "$root/.sysroot/target" ||
			fail "the sysroot is not of '$line': $(cat "$root/.sysroot/target")"
	done
	case $libc/$settings in
	musl/*)
		# shellcheck disable=SC2086 # none or one word
		$emulator "$root/usr/lib/libc.so" 2>&1 | grep -qx "Version $libc_version" || fail "$name: libc.so is another"
		;;
	*no-cancel*) [ ! -e "$root/usr/lib/libgcc_s.so.1" ] || fail "$name has a libgcc_s.so.1 after all" ;;
	*) [ -e "$root/usr/lib/libgcc_s.so.1" ] || fail "$name has no libgcc_s.so.1, which pthread_cancel() wants" ;;
	esac
	# Of another choice of recipes than was asked for it would be out of date.
	# shellcheck disable=SC2086
	sysroot show $choice "$name" >shown || fail "'$name' cannot be shown"
	grep -q '^built: ' shown && ! grep -q 'out of date' shown || fail "'$name' is another: $(cat shown)"
	grep -qx "links: $offers" shown || fail "$name should offer: $offers; 'show' says: $(grep links: shown)"
	for mode in $refused; do
		grep -q "not $mode: ." shown || fail "'show $name' does not say why there is no $mode"
	done
}

# --- C -----------------------------------------------------------------------------------

# compile COMPILER: the programs, in objects that serve every link mode
compile() {
	mkdir -p "$1"
	# What a distribution's own build adds, with one of the compilers.
	[ "$1" = clang ] && flags=-O1 || flags="-O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong"
	flags="-std=gnu11 -D_GNU_SOURCE -fPIC -pthread -Wall -Wextra -Werror $defines $flags"
	for source in "$programs"/check*.c; do
		object=${source##*/}
		large=
		case $object in
		# The names that end in 64: musl has them from 1.2.4 on only for those who ask.
		check_large_files.c | check_stat.c) large=-D_LARGEFILE64_SOURCE ;;
		esac
		echo "$flags $large -c '$source' -o $1/${object%.c}.o"
	done | SYSROOT_CC=$1 xargs -P 2 -L 1 "$root/bin/cc" >compile.log 2>&1 || fail "$name: $1: $(cat compile.log)"
}

link_flags() {
	[ "$1" = dynamic ] || echo "-$1"
}

# The checks in each mode, and what a mode that the target has not says.
conform_modes() {
	for compiler in gcc clang; do
		export SYSROOT_CC="$compiler"
		compile "$compiler"
		for mode in $modes; do
			binary=$compiler/$mode
			# shellcheck disable=SC2046 # none or one word
			"$root/bin/cc" $(link_flags "$mode") -pthread "$compiler"/*.o -o "$binary" -lutil -lrt -lm \
				2>link.log || fail "$name: $compiler cannot link $mode: $(cat link.log)"
			abi "$mode" "$binary"
			[ "$mode/$libc" != dynamic/glibc ] || check_versions "$binary"
			# shellcheck disable=SC2086 # settings are words
			run "$binary" "$mode" own-etc $settings
			grep -qx '23 checks, 0 differ' said || fail "$name: $binary did not run every check: $(cat said)"
		done
		for mode in $refused; do
			if "$root/bin/cc" "-$mode" "$compiler"/*.o -o "$compiler/$mode" 2>link.log; then
				fail "$name links $mode, which it should not have"
			fi
			grep -q 'rcrt1\.o.* does not have' link.log || fail "$name refuses $mode without saying why: $(cat link.log)"
		done
		if [ -n "$late_mode" ]; then
			echo "$name: ld $ld_version is too old for $late_mode: not run"
			! "$root/bin/cc" "-$late_mode" "$compiler"/*.o -o late -lutil -lrt -lm 2>link.log ||
				fail "$name: ld $ld_version links $late_mode after all"
			[ -s link.log ] || fail "$name: $late_mode fails without a word"
		fi
	done
	# On the machine as it is, whose own modules, locales and libraries are of another release.
	for mode in $modes; do
		# shellcheck disable=SC2086
		case $mode in
		static*) run_here "gcc/$mode" "$mode" $settings -- names iconv locale process ;;
		dynamic)
			binary=gcc/dynamic
			# This loader starts no program that it is given as an argument: it stores the
			# arguments' new place into its own code.
			[ "$unpatched" = 0 ] || continue
			# Before 2.23 an explicit loader did not take a PIE for the program that it is.
			if [ "$libc" = glibc ] && ! newer "$libc_version" 2.23; then
				binary=gcc/no-pie
				SYSROOT_CC=gcc "$root/bin/cc" -no-pie -pthread gcc/*.o -o $binary -lutil -lrt -lm 2>link.log ||
					fail "$name: cannot link -no-pie: $(cat link.log)"
				abi dynamic-exec $binary
			fi
			run_by_loader $binary dynamic $settings -- errno stdio math process threads tls
			;;
		esac
	done
}

# Libraries that a program opens, and symbols under their old versions.
conform_shared() {
	for compiler in gcc clang; do
		export SYSROOT_CC="$compiler"
		cc="$root/bin/cc -std=gnu11 -O2 -D_GNU_SOURCE $defines"
		$cc -shared -fPIC -fsemantic-interposition "$programs/dl_base.c" -o libconform_base.so 2>link.log &&
			$cc -shared -fPIC -pthread "$programs/dl_library.c" -L. -lconform_base -Wl,-rpath,'$ORIGIN' -Wl,-soname,libconform.so \
				-o libconform.so -lm 2>>link.log &&
			$cc -rdynamic -pthread "$programs/dl_program.c" -o dl_program -ldl -lm 2>>link.log ||
			fail "$name: $compiler: $(cat link.log)"
		abi library libconform.so
		abi dynamic dl_program
		cp "$programs/dl_program.c" .
		run ./dl_program
		grep -qx 'ok dlopen' said || fail "$name: dl_program said $(cat said)"
		[ "$libc" = glibc ] || continue
		$cc -fno-builtin "$programs/old_versions.c" -o old_versions -lm 2>link.log || fail "$name: $compiler: $(cat link.log)"
		abi dynamic old_versions
		readelf -W --dyn-syms old_versions | grep -q " exp@GLIBC_$oldest " || fail "$name: no old exp in old_versions"
		run ./old_versions
	done
	$cc -static "$programs/dl_static.c" -o dl_static -ldl 2>link.log || fail "$name: $(cat link.log)"
	run_here ./dl_static
}

# Functions that the baseline has are declared and can be linked; those that it has not, neither.
conform_functions() {
	grep -v '^#' "$conform_data/functions.txt" | while read -r function header glibc musl; do
		[ "$libc" = glibc ] && range=$glibc || range=$musl
		case $range in
		-) continue ;;
		*..*) newer "${range#*..}" "$libc_version" || continue ;;
		esac
		newer "$libc_version" "${range%%..*}" && echo "$function"
	done | sort >present
	grep -v '^#' "$conform_data/functions.txt" | cut -d' ' -f1 | sort | comm -23 - present >absent
	grep -v '^#' "$conform_data/functions.txt" | while read -r function header range; do
		printf '#if __has_include(<%s>)\n#include <%s>\n#endif\n' "$header" "$header"
		: "$range"
	done >declared.c
	awk '!/^#/ { printf "const void *use_%s(void);\nconst void *use_%s(void)\n{\n\treturn (const void *)%s;\n}\n", $1, $1, $1 }' \
		"$conform_data/functions.txt" >>declared.c
	SYSROOT_CC=gcc "$root/bin/cc" -D_GNU_SOURCE -w -fmax-errors=0 -fsyntax-only declared.c 2>errors || :
	sed -n "s/.*error: .\([A-Za-z0-9_]*\). undeclared.*/\1/p" errors | sort -u >undeclared
	cmp -s absent undeclared || fail "$name: not declared, but for these ('<' should not be, '>' should): $(diff absent undeclared)"
	awk '!/^#/ { printf "extern char %s[];\n", $1; all = all $1 ",\n" } END { printf "char *table[] = {\n%s};\nint main(void)\n{\n\treturn table[0] == 0;\n}\n", all }' \
		"$conform_data/functions.txt" >linked.c
	for mode in static dynamic; do
		# shellcheck disable=SC2046 # none or one word
		SYSROOT_CC=gcc "$root/bin/cc" $(link_flags "$mode") -w -fno-builtin -pthread linked.c -o linked -lm -lrt -ldl -lresolv 2>errors || :
		sed -n "s/.*undefined reference to .\([A-Za-z0-9_]*\).*/\1/p" errors | sort -u >undefined
		cmp -s absent undefined ||
			fail "$name $mode: not to be linked, but for these ('<' can be and should not, '>' should): $(diff absent undefined) $(tail -n 3 errors)"
	done
}

# Sun's RPC is in glibc's headers where the distributions of the release have it there, and else
# in a library of its own.
conform_rpc() {
	printf '#include <rpc/rpc.h>\nint main(void) { return clnt_create("h", 1, 1, "udp") == NULL; }\n' >rpc.c
	for mode in static dynamic; do
		found=yes
		# shellcheck disable=SC2046 # none or one word
		SYSROOT_CC=gcc "$root/bin/cc" -w $(link_flags "$mode") rpc.c -o rpc 2>errors || found=no
		[ "$found" = "$rpc" ] || fail "$name $mode: rpc/rpc.h there: $found, expected: $rpc; $(tail -n 3 errors)"
	done
}

# only_with_input RECIPE: what follows is for stores that somebody gave this recipe's input
only_with_input() {
	input=$(sed -n 's/^input \([^ ]*\) {.*/\1/p' "$SYSROOT_SOURCE/recipes/catalog/libc/$1.recipe")
	sum=$(sed -n 's/^[[:space:]]*sha256 //p' "$SYSROOT_SOURCE/recipes/catalog/libc/$1.recipe")
	[ -n "$input" ] && [ ${#sum} -eq 64 ] || fail "no input in $1.recipe"
	[ -e "$SYSROOT_STORE/inputs/$(echo "$sum" | cut -c1-2)/$sum" ] || {
		echo "$input is not in the store; 'sysroot --store $SYSROOT_STORE add $input' runs it"
		exit 77
	}
}

conform() {
	describe "$@"
	for part in ${CONFORM_PARTS:-build identity place modes threads shared functions rpc headers hermetic go}; do
		begun=$(date +%s)
		"conform_$part"
		echo "$name: $part ($(($(date +%s) - begun)) s)"
	done
}
