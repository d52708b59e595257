# libpthread.a as one object, sourced by the recipes of glibc before 2.34.
# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
# A static link takes of an archive only the members that somebody asks for, and a weak
# reference asks for nothing. Headers and libraries of C++ refer to pthread_* weakly: a
# static program with threads would find some of them there and others at address 0.
# With one member in the archive, who asks for one function gets them all.

# one_object_libpthread FOLDER: the one that libpthread.a is in
one_object_libpthread() {
	$LD -r --whole-archive "$1/libpthread.a" -o libpthread.o
	rm "$1/libpthread.a"
	$AR rcsD "$1/libpthread.a" libpthread.o
	test "$($AR t "$1/libpthread.a")" = libpthread.o
}
