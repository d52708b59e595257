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

# number VALUE BYTES: little-endian
libpthread_number() {
	value=$1
	count=$2
	while [ "$count" -gt 0 ]; do
		# shellcheck disable=SC2059 # the escape is made here
		printf "\\$((value >> 6 & 3))$((value >> 3 & 7))$((value & 7))"
		value=$((value >> 8))
		count=$((count - 1))
	done
}

# section NAME TYPE FLAGS OFFSET SIZE LINK INFO ALIGNMENT ENTRY-SIZE: an Elf64_Shdr
libpthread_section() {
	libpthread_number "$1" 4
	libpthread_number "$2" 4
	libpthread_number "$3" 8
	libpthread_number 0 8
	libpthread_number "$4" 8
	libpthread_number "$5" 8
	libpthread_number "$6" 4
	libpthread_number "$7" 4
	libpthread_number "$8" 8
	libpthread_number "$9" 8
}

# libpthread_object NAME...: an object of nothing but these undefined names (gABI: Elf64_Ehdr, symbol
# table, strings, section headers). Assemblers write it each in its own way, and it would be the
# only part of a package that depends on the machine's.
libpthread_object() {
	strings=1
	for name; do
		strings=$((strings + ${#name} + 1))
	done
	symbols=$((24 * ($# + 1)))
	names_at=$((64 + symbols + strings))
	# "", .symtab, .strtab, .shstrtab, .note.GNU-stack
	headers_at=$(((names_at + 43 + 7) / 8 * 8))
	case $ARCH in
	x86_64) machine=62 ;;
	aarch64) machine=183 ;;
	*) return 1 ;;
	esac

	# ELF, 64 bits, little-endian; relocatable.
	printf '\177ELF\002\001\001'
	libpthread_number 0 9
	libpthread_number 1 2
	libpthread_number $machine 2
	libpthread_number 1 4
	libpthread_number 0 16
	libpthread_number $headers_at 8
	libpthread_number 0 4
	libpthread_number 64 2
	libpthread_number 0 4
	libpthread_number 64 2
	libpthread_number 5 2
	libpthread_number 3 2

	libpthread_number 0 24
	at=1
	for name; do
		libpthread_number $at 4
		# global, of no type, in no section, at no place
		libpthread_number 16 1
		libpthread_number 0 19
		at=$((at + ${#name} + 1))
	done

	printf '\000'
	printf '%s\000' "$@"
	printf '\000.symtab\000.strtab\000.shstrtab\000.note.GNU-stack\000'
	libpthread_number 0 $((headers_at - names_at - 43))

	libpthread_section 0 0 0 0 0 0 0 0 0
	libpthread_section 1 2 0 64 $symbols 2 1 8 24
	libpthread_section 9 3 0 $((64 + symbols)) $strings 0 0 1 0
	libpthread_section 17 3 0 $names_at 43 0 0 1 0
	# Without it a program's stack would be executable.
	libpthread_section 27 1 0 $names_at 0 0 0 1 0
}

# whole_libpthread FOLDER: the one that libpthread.a is in
whole_libpthread() {
	mv "$1/libpthread.a" "$1/libpthread_members.a"
	libpthread_names "$1/libpthread_members.a" >names
	test -s names
	# shellcheck disable=SC2046 # names of functions are words
	libpthread_object $(cat names) >"$1/libpthread_all.o"
	printf '/* GNU ld script: all of libpthread, wherever it is asked for. */\n' >"$1/libpthread.a"
	printf 'INPUT ( libpthread_all.o libpthread_members.a )\n' >>"$1/libpthread.a"
	test "$($NM -u "$1/libpthread_all.o" | wc -l)" -eq "$(wc -l <names)"
}
