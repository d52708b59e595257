# libpthread.a that is always linked whole, sourced by the recipes of glibc before 2.34.
# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
# A static link takes of an archive only the members that somebody asks for, and a weak
# reference asks for nothing. Headers and libraries of C++ refer to pthread_* weakly: a
# static program with threads would find some of them there and others at address 0. And what
# asks for a thread function only after libc.a was searched would get a read() that knows of
# threads beside a write() that does not, or two definitions of one name.
#
# So libpthread.a becomes a linker script: an object that asks for a name of every member, and
# the archive. Where -lpthread stands, all of it comes.

# libpthread_names ARCHIVE: one global name of each member
libpthread_names() {
	$NM -g -p --defined-only "$1" | {
		chosen=
		while read -r value _ name; do
			case $value:$name in
			*::)
				# The next member.
				[ -z "$chosen" ] || echo "$chosen"
				chosen=
				;;
			*:pthread_attr_[gs]etstackaddr) ;; # who asks for these is warned: they are deprecated
			*)
				# The public name, for a program's own function of that name to serve as well.
				case $chosen:$name in
				:* | _*:[!_]*) chosen=$name ;;
				esac
				;;
			esac
		done
		[ -z "$chosen" ] || echo "$chosen"
	}
}

# whole_libpthread FOLDER: the one that libpthread.a is in
whole_libpthread() {
	mv "$1/libpthread.a" "$1/libpthread_members.a"
	libpthread_names "$1/libpthread_members.a" >names
	{
		while read -r name; do
			printf '\t.globl %s\n' "$name"
		done <names
		printf '\t.section .note.GNU-stack,"",%%progbits\n'
	} | $AS -o "$1/libpthread_all.o"
	printf '/* GNU ld script: all of libpthread, wherever it is asked for. */\n' >"$1/libpthread.a"
	printf 'INPUT ( libpthread_all.o libpthread_members.a )\n' >>"$1/libpthread.a"
	test "$($NM -u "$1/libpthread_all.o" | wc -l)" -eq "$(wc -l <names)"
	test -s names
}
