# Fetching for tests, through the point releases of distributions; sourced by lib.sh and run.
# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
# A distribution replaces the packages that the recipes pin, and the old ones cannot be had
# everywhere. Tests go on with what it has instead, in recipes of their own that 'sysroot relock'
# pins, and say so; they fail when the input cannot be had that way either. tests/run names the
# folder of these recipes, $SYSROOT_REPINNED, and tells what its file 'said' holds.

# use_repinned: recipes that were re-pinned take the place of the source tree's
use_repinned() {
	if [ -d "${SYSROOT_REPINNED:-/nonexistent}/recipes" ]; then
		SYSROOT_DATA=$SYSROOT_REPINNED
		export SYSROOT_DATA
	fi
}

# copy_data DIR: the recipes and targets that are in use, for a script that changes them
copy_data() {
	mkdir -p "$1/recipes" "$1/sysroots"
	cp -R "${SYSROOT_DATA:-$SYSROOT_SOURCE}/recipes/catalog" "$1/recipes/"
	cp -R "${SYSROOT_DATA:-$SYSROOT_SOURCE}/sysroots/targets" "$1/sysroots/"
}

# bring [OPTION...] TARGET: fetch its inputs, those of packages that were replaced included;
# what was said is in ./bring.log. The options are those that fetch and relock both take.
bring() {
	brought=0
	"$SYSROOT_BIN" fetch "$@" >bring.log 2>&1 || brought=$?
	grep -q "'sysroot relock " bring.log || return "$brought"
	# Recipes of the script's own may be changed where they are; those of all by one at a time.
	if [ -z "${SYSROOT_DATA:-}" ] || [ "$SYSROOT_DATA" = "${SYSROOT_REPINNED-}" ]; then
		: "${SYSROOT_REPINNED:=$PWD/repinned}"
		exec 9>"$SYSROOT_REPINNED.lock"
		flock 9
		if [ ! -d "$SYSROOT_REPINNED/recipes" ]; then
			rm -rf "$SYSROOT_REPINNED.new"
			copy_data "$SYSROOT_REPINNED.new"
			mv "$SYSROOT_REPINNED.new" "$SYSROOT_REPINNED"
		fi
		use_repinned
	fi
	# One recipe of several that cannot be re-pinned is no matter if the others are enough.
	"$SYSROOT_BIN" relock "$@" >relock.log 2>&1 || :
	cat relock.log >>bring.log
	sed -n "s|^re-pinned: .*/|re-pinned for the tests, since the distribution replaced its packages: |p" \
		relock.log | tee -a "$SYSROOT_DATA/said"
	exec 9>&-
	"$SYSROOT_BIN" fetch "$@" >>bring.log 2>&1
}
