/* The parts of the carried files that are the same for every sysroot but for a few words. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/env/envfiles_text.h"

const char ENVFILES_SH[] =
	"# The environment of the sysroot '@NAME@', for shells:  . /path/to/env.sh\n"
	"#\n"
	"# bash and zsh find the folder of this file. In another shell (dash, ash, ksh) set "
	"SYSROOT\n"
	"# to it before:  SYSROOT=/path/to/sysroot; . \"$SYSROOT/env.sh\"\n"
	"# Builds are static; with SYSROOT_LINK=shared before this file is read, dynamic.\n"
	"# GOFLAGS is replaced. To get the old environment back, read this in a subshell.\n"
	"\n"
	"_sysroot=\n"
	"if [ -n \"${BASH_VERSION-}\" ]; then\n"
	"\teval '_sysroot=${BASH_SOURCE[0]}'\n"
	"elif [ -n \"${ZSH_VERSION-}\" ]; then\n"
	"\teval '_sysroot=${(%):-%x}'\n"
	"fi\n"
	"case $_sysroot in\n"
	"*/*) _sysroot=$(CDPATH= cd -- \"${_sysroot%/*}/\" && pwd) || _sysroot= ;;\n"
	"*) _sysroot=$(pwd) ;;\n"
	"esac\n"
	"if ! grep -Fqx 'name @NAME@' \"$_sysroot/.sysroot/target\" 2>/dev/null; then\n"
	"\t_sysroot=${SYSROOT-}\n"
	"fi\n"
	"case $_sysroot in\n"
	"/*) ;;\n"
	"*) _sysroot=$(CDPATH= cd -- \"./$_sysroot\" 2>/dev/null && pwd) || _sysroot= ;;\n"
	"esac\n"
	"if ! grep -Fqx 'name @NAME@' \"$_sysroot/.sysroot/target\" 2>/dev/null; then\n"
	"\tunset _sysroot\n"
	"\techo \"env.sh: this shell does not tell where the sysroot '@NAME@' is\" >&2\n"
	"\techo \"set SYSROOT to its folder, then read this file again\" >&2\n"
	"\treturn 1\n"
	"fi\n"
	"case $_sysroot in\n"
	"*:*)\n"
	"\techo \"env.sh: the path '$_sysroot' cannot stand in PKG_CONFIG_LIBDIR\" >&2\n"
	"\techo 'move the sysroot to a path without colons' >&2\n"
	"\tunset _sysroot\n"
	"\treturn 1\n"
	"\t;;\n"
	"esac\n"
	"# Make and Go split these at blanks, but heed quotes.\n"
	"case $_sysroot in\n"
	"*\\'*) _sysroot_quote='\"' ;;\n"
	"*[!A-Za-z0-9_./+=@,%-]*) _sysroot_quote=\"'\" ;;\n"
	"*) _sysroot_quote= ;;\n"
	"esac\n"
	"_sysroot_digest=$(head -c 16 \"$_sysroot/.sysroot/digest\" 2>/dev/null)\n"
	"\n"
	"@VARIABLES@"
	"unset _sysroot _sysroot_quote _sysroot_digest\n";

const char ENVFILES_MAKE[] =
	"# The environment of the sysroot '@NAME@', for GNU make:  include /path/to/env.mk\n"
	"#\n"
	"# Make cannot tell the folder of this file when its path has a blank: set SYSROOT to it\n"
	"# before the include, and write \"include /a\\ path/env.mk\".\n"
	"# Builds are static; with SYSROOT_LINK := shared before the include, dynamic.\n"
	"\n"
	"sysroot_root := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))\n"
	"ifeq ($(wildcard $(sysroot_root)/.sysroot/target),)\n"
	"sysroot_root := $(SYSROOT)\n"
	"endif\n"
	"ifneq ($(shell sed -n 's/^name //p' \"$(sysroot_root)/.sysroot/target\" 2>&1),@NAME@)\n"
	"$(error env.mk cannot tell where the sysroot '@NAME@' is: set SYSROOT to its folder "
	"before "
	"the include)\n"
	"endif\n"
	"ifneq ($(findstring :,$(sysroot_root)),)\n"
	"$(error the path '$(sysroot_root)' cannot stand in PKG_CONFIG_LIBDIR: move the sysroot "
	"to a path without colons)\n"
	"endif\n"
	"sysroot_quote := $(if $(word 2,$(sysroot_root)),')\n"
	"sysroot_digest := $(shell head -c 16 \"$(sysroot_root)/.sysroot/digest\" 2>/dev/null)\n"
	"SYSROOT_LINK ?= static\n"
	"\n"
	"@VARIABLES@";

const char ENVFILES_CMAKE[] =
	"# The sysroot '@NAME@' for CMake: cmake --toolchain /path/to/toolchain.cmake\n"
	"#\n"
	"# Programs are linked statically; with -DSYSROOT_LINK=shared dynamically.\n"
	"\n"
	"if(NOT DEFINED SYSROOT_LINK)\n"
	"  set(SYSROOT_LINK static)\n"
	"endif()\n"
	"# CMake reads this file once more after its own settings for Linux, because of\n"
	"# CMAKE_USER_MAKE_RULES_OVERRIDE below: find_library() must not find libm.so for a "
	"static\n"
	"# program.\n"
	"if(SYSROOT_LINK STREQUAL \"static\")\n"
	"  set(CMAKE_FIND_LIBRARY_SUFFIXES .a)\n"
	"  set(CMAKE_EXE_LINKER_FLAGS_INIT -static)\n"
	"endif()\n"
	"set(CMAKE_USER_MAKE_RULES_OVERRIDE \"${CMAKE_CURRENT_LIST_FILE}\")\n"
	"set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES SYSROOT_LINK)\n"
	"\n"
	"set(CMAKE_SYSTEM_NAME Linux)\n"
	"set(CMAKE_SYSTEM_PROCESSOR @ARCH@)\n"
	"set(CMAKE_SYSROOT \"${CMAKE_CURRENT_LIST_DIR}\")\n"
	"set(CMAKE_C_COMPILER \"${CMAKE_CURRENT_LIST_DIR}/bin/@TRIPLE@-gcc\")\n"
	"set(CMAKE_CXX_COMPILER \"${CMAKE_CURRENT_LIST_DIR}/bin/@TRIPLE@-g++\")\n"
	"set(CMAKE_ASM_COMPILER \"${CMAKE_CURRENT_LIST_DIR}/bin/@TRIPLE@-gcc\")\n"
	"foreach(_tool AR NM OBJCOPY RANLIB READELF STRIP)\n"
	"  string(TOLOWER ${_tool} _file)\n"
	"  set(CMAKE_${_tool} \"${CMAKE_CURRENT_LIST_DIR}/bin/@TRIPLE@-${_file}\" CACHE FILEPATH "
	"\"\")\n"
	"endforeach()\n"
	"set(CMAKE_LINKER \"${CMAKE_CURRENT_LIST_DIR}/bin/@TRIPLE@-ld\" CACHE FILEPATH \"\")\n"
	"\n"
	"set(CMAKE_FIND_ROOT_PATH \"${CMAKE_CURRENT_LIST_DIR}\")\n"
	"set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)\n"
	"set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)\n"
	"set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)\n"
	"set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)\n"
	"set(PKG_CONFIG_EXECUTABLE \"${CMAKE_CURRENT_LIST_DIR}/bin/@TRIPLE@-pkg-config\" CACHE "
	"FILEPATH "
	"\"\")\n"
	"# CMake looks for the libraries in the directories that pkg-config names.\n"
	"set(ENV{SYSROOT_PKG_CONFIG} absolute)\n";

/* clang-format off */
#define MESON_BINARIES \
	"[binaries]\n" \
	"c = sysroot / 'bin/@TRIPLE@-gcc'\n" \
	"cpp = sysroot / 'bin/@TRIPLE@-g++'\n" \
	"ar = sysroot / 'bin/@TRIPLE@-ar'\n" \
	"nm = sysroot / 'bin/@TRIPLE@-nm'\n" \
	"objcopy = sysroot / 'bin/@TRIPLE@-objcopy'\n" \
	"ranlib = sysroot / 'bin/@TRIPLE@-ranlib'\n" \
	"readelf = sysroot / 'bin/@TRIPLE@-readelf'\n" \
	"strip = sysroot / 'bin/@TRIPLE@-strip'\n" \
	"# Meson looks for the libraries in the directories that pkg-config names. It asks for " \
	"the\n" \
	"# second spelling before 1.3.\n" \
	"pkg-config = ['env', 'SYSROOT_PKG_CONFIG=absolute', sysroot / 'bin/@TRIPLE@-pkg-config']\n" \
	"pkgconfig = ['env', 'SYSROOT_PKG_CONFIG=absolute', sysroot / 'bin/@TRIPLE@-pkg-config']\n" \
	"\n"
#define MESON_STATIC \
	"[built-in options]\n" \
	"c_link_args = ['-static']\n" \
	"cpp_link_args = ['-static']\n" \
	"default_library = 'static'\n" \
	"prefer_static = true\n" \
	"\n"
#define MESON_MACHINE \
	"[host_machine]\n" \
	"system = 'linux'\n" \
	"cpu_family = '@ARCH@'\n" \
	"cpu = '@ARCH@'\n" \
	"endian = 'little'\n"
/* clang-format on */

const char ENVFILES_MESON[] =
	"# The sysroot '@NAME@' for Meson: meson setup --cross-file /path/to/meson.cross BUILD\n"
	"#\n"
	"# Meson before 1.3 does not tell a file where it stands. With it, write a second file,\n"
	"#     [constants]\n"
	"#     sysroot = '/path/to/sysroot'\n"
	"# and name it behind this one:  --cross-file meson.cross --cross-file here.cross\n"
	"# Programs are linked statically; dynamically with\n"
	"# -Dc_link_args= -Dcpp_link_args= -Ddefault_library=shared -Dprefer_static=false\n"
	"\n"
	"[constants]\n"
	"sysroot = '@DIRNAME@'\n"
	"\n" MESON_BINARIES MESON_STATIC MESON_MACHINE;

#define MESON_HERE                                                                                 \
	"# The sysroot '@NAME@' for Meson: meson setup --cross-file THIS-FILE BUILD\n"             \
	"\n"                                                                                       \
	"[constants]\n"                                                                            \
	"sysroot = @ROOT@\n"                                                                       \
	"\n"

const char ENVFILES_MESON_STATIC[] = MESON_HERE MESON_BINARIES MESON_STATIC MESON_MACHINE;
const char ENVFILES_MESON_SHARED[] = MESON_HERE MESON_BINARIES "[built-in options]\n"
							       "default_library = 'shared'\n"
							       "\n" MESON_MACHINE;
