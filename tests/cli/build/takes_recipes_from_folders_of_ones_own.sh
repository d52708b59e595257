#!/bin/sh
# SYSROOT_RECIPES names folders of recipes beside the catalog: their libraries are shown, fetched
# and built like others, a changed recipe there is built again, and errors name the file.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
SYSROOT_STORE=$PWD/store
SYSROOT_DATA=$PWD/data
export SYSROOT_STORE SYSROOT_DATA
tiny_data data

# recipe FOLDER NAME TEXT
recipe() {
	mkdir -p "$1/greet"
	echo "$3" >"$1/greet/greet.h"
	cat >"$1/greet/$2.recipe" <<-RECIPE
		recipe $2
		part greet
		version 1
		summary "a header of one's own"
		license MIT
		homepage https://example.org/
		fidelity source
		tools sed
		input greet.h {
			sha256 $(sha256sum "$1/greet/greet.h" | cut -d' ' -f1)
			from file greet.h
			unpack none
		}
		step install {
			mkdir -p "\$DESTDIR/usr/include"
			cp greet.h "\$DESTDIR/usr/include"
		}
	RECIPE
}
recipe 'my recipes' greet-1 'int greet;'
mkdir empty

expect 2 sysroot build tiny+greet
SYSROOT_RECIPES="$PWD/empty:my recipes"
export SYSROOT_RECIPES
expect 0 sysroot targets
says out greet
expect 0 sysroot fetch tiny+greet
expect 0 sysroot build tiny+greet
[ "$(cat store/sysroots/tiny+greet/usr/include/greet.h)" = 'int greet;' ] || fail "another header"
before=$(cat store/sysroots/tiny+greet/.sysroot/digest)
expect 0 sysroot show tiny+greet
says out greet-1
# Part of the key by what it says, not by where it stands.
cp -a 'my recipes' moved
SYSROOT_RECIPES=moved expect 0 sysroot build tiny+greet
[ "$(cat store/sysroots/tiny+greet/.sysroot/digest)" = "$before" ] || fail "the place of a recipe changes what is made"
recipe 'my recipes' greet-1 'int greet2;'
expect 0 sysroot fetch tiny+greet
expect 0 sysroot build tiny+greet
[ "$(cat store/sysroots/tiny+greet/usr/include/greet.h)" = 'int greet2;' ] || fail "a changed recipe is not built"
expect 0 sysroot gc -n

# Errors name the file, or the variable.
echo 'licence MIT' >>'my recipes/greet/greet-1.recipe'
expect 1 sysroot build tiny+greet
says err "$PWD/my recipes/greet/greet-1.recipe:"
recipe 'my recipes' greet-1 'int greet;'
SYSROOT_RECIPES='my recipes:moved' expect 1 sysroot show tiny
says err "recipe 'greet-1' is in both '$PWD/"
says err "/moved/greet'"
SYSROOT_RECIPES=/nowhere expect 1 sysroot show tiny
says err "cannot read the recipes in '/nowhere'"
says err "SYSROOT_RECIPES names it"
SYSROOT_RECIPES=: expect 0 sysroot show tiny
