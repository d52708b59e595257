/* The parts of the carried files that are the same for every sysroot but for a few words. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/env/envfiles_text.h"

const char ENVFILES_SH[] =
	"# The environment of the sysroot '@NAME@', for shells:  . /path/to/env.sh\n"
	"#\n"
	"# bash and zsh find the directory of this file. In another shell (dash, ash, ksh), set\n"
	"# SYSROOT to it first:  SYSROOT=/path/to/sysroot; . \"$SYSROOT/env.sh\"\n"
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
	"\techo \"env.sh: this shell does not say where the sysroot '@NAME@' is\" >&2\n"
	"\techo \"set SYSROOT to its directory, then source this file again\" >&2\n"
	"\treturn 1\n"
	"fi\n"
	"case $_sysroot in\n"
	"*:*)\n"
	"\techo \"env.sh: the path '$_sysroot' cannot be used in PKG_CONFIG_LIBDIR\" >&2\n"
	"\techo 'move the sysroot to a path without colons' >&2\n"
	"\tunset _sysroot\n"
	"\treturn 1\n"
	"\t;;\n"
	"esac\n"
	"# Make and Go split these at blanks, but honour quotes.\n"
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
	"# Make cannot find the directory of this file if its path has a blank: set SYSROOT to it\n"
	"# before the include, and write \"include /a\\ path/env.mk\".\n"
	"# Builds are static; with SYSROOT_LINK := shared before the include, dynamic.\n"
	"\n"
	"sysroot_root := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))\n"
	"ifeq ($(wildcard $(sysroot_root)/.sysroot/target),)\n"
	"sysroot_root := $(SYSROOT)\n"
	"endif\n"
	"ifneq ($(shell sed -n 's/^name //p' \"$(sysroot_root)/.sysroot/target\" 2>&1),@NAME@)\n"
	"$(error env.mk cannot find the sysroot '@NAME@': set SYSROOT to its directory "
	"before "
	"the include)\n"
	"endif\n"
	"ifneq ($(findstring :,$(sysroot_root)),)\n"
	"$(error the path '$(sysroot_root)' cannot be used in PKG_CONFIG_LIBDIR: move the sysroot "
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
	"# Programs are linked statically; with -DSYSROOT_LINK=shared, or toolchain-shared.cmake "
	"in\n"
	"# place of this file, dynamically. Libraries for which a project does not say it come out "
	"as\n"
	"# the programs do, unless BUILD_SHARED_LIBS is set.\n"
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
	"  set(BUILD_SHARED_LIBS OFF CACHE BOOL \"Build shared libraries\")\n"
	"  set(_sysroot_bin \"${CMAKE_CURRENT_LIST_DIR}/static/bin/@TRIPLE@-\")\n"
	"else()\n"
	"  set(_sysroot_bin \"${CMAKE_CURRENT_LIST_DIR}/bin/@TRIPLE@-\")\n"
	"endif()\n"
	"set(CMAKE_USER_MAKE_RULES_OVERRIDE \"${CMAKE_CURRENT_LIST_FILE}\")\n"
	"set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES SYSROOT_LINK)\n"
	"\n"
	"# A static program of this machine's architecture runs here, so that try_run() works; "
	"CMake\n"
	"# takes everything for another machine's once a system is named.\n"
	"if(NOT (SYSROOT_LINK STREQUAL \"static\" AND CMAKE_HOST_SYSTEM_NAME STREQUAL \"Linux\"\n"
	"        AND CMAKE_HOST_SYSTEM_PROCESSOR STREQUAL \"@ARCH@\"))\n"
	"  set(CMAKE_SYSTEM_NAME Linux)\n"
	"  set(CMAKE_SYSTEM_PROCESSOR @ARCH@)\n"
	"endif()\n"
	"set(CMAKE_SYSROOT \"${CMAKE_CURRENT_LIST_DIR}\")\n"
	"set(CMAKE_C_COMPILER \"${_sysroot_bin}gcc\")\n"
	"set(CMAKE_CXX_COMPILER \"${_sysroot_bin}g++\")\n"
	"set(CMAKE_ASM_COMPILER \"${_sysroot_bin}gcc\")\n"
	"foreach(_tool ADDR2LINE AR NM OBJCOPY OBJDUMP RANLIB READELF STRIP)\n"
	"  string(TOLOWER ${_tool} _file)\n"
	"  set(CMAKE_${_tool} \"${_sysroot_bin}${_file}\" CACHE FILEPATH "
	"\"\")\n"
	"endforeach()\n"
	"set(CMAKE_LINKER \"${_sysroot_bin}ld\" CACHE FILEPATH \"\")\n"
	"# These are taken where link-time optimisation is on.\n"
	"foreach(_language C CXX)\n"
	"  set(CMAKE_${_language}_COMPILER_AR \"${_sysroot_bin}gcc-ar\" CACHE FILEPATH \"\")\n"
	"  set(CMAKE_${_language}_COMPILER_RANLIB \"${_sysroot_bin}gcc-ranlib\" CACHE FILEPATH "
	"\"\")\n"
	"endforeach()\n"
	"\n"
	"set(CMAKE_FIND_ROOT_PATH \"${CMAKE_CURRENT_LIST_DIR}\")\n"
	"# The user's own directories are searched as given, this machine's are not.\n"
	"set(_sysroot_prefixes \"$ENV{CMAKE_PREFIX_PATH}\")\n"
	"string(REPLACE \":\" \";\" _sysroot_prefixes \"${_sysroot_prefixes}\")\n"
	"foreach(_prefix IN LISTS CMAKE_PREFIX_PATH _sysroot_prefixes)\n"
	"  if(NOT _prefix MATCHES \"^(/|/usr|/usr/local)/*$\")\n"
	"    list(APPEND CMAKE_FIND_ROOT_PATH \"${_prefix}\")\n"
	"  endif()\n"
	"endforeach()\n"
	"set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)\n"
	"set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)\n"
	"set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)\n"
	"set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)\n"
	"set(PKG_CONFIG_EXECUTABLE \"${_sysroot_bin}pkg-config\" CACHE "
	"FILEPATH "
	"\"\")\n"
	"# CMake looks for the libraries in the directories that pkg-config names.\n"
	"set(ENV{SYSROOT_PKG_CONFIG} absolute)\n";

const char ENVFILES_CMAKE_SHARED[] =
	"# The sysroot '@NAME@' for CMake: cmake --toolchain /path/to/toolchain-shared.cmake\n"
	"#\n"
	"# Programs are linked dynamically; toolchain.cmake has the rest.\n"
	"\n"
	"set(SYSROOT_LINK shared)\n"
	"include(\"${CMAKE_CURRENT_LIST_DIR}/toolchain.cmake\")\n";

const char ENVFILES_SITE[] =
	"# For configure scripts that autoconf made; they read this because of CONFIG_SITE.\n"
	"#\n"
	"# A package's own libraries come out static, as its programs do, so that these can be\n"
	"# linked with them. --enable-shared and --disable-static win.\n"
	"\n"
	"case ${enable_static-} in\n"
	"no) ;;\n"
	"*) : \"${enable_shared=no}\" \"${enable_static=yes}\" ;;\n"
	"esac\n";

/* clang-format off */
#define MESON_BINARIES(bin) \
	"[binaries]\n" \
	"c = sysroot / '" bin "/@TRIPLE@-gcc'\n" \
	"cpp = sysroot / '" bin "/@TRIPLE@-g++'\n" \
	"ar = sysroot / '" bin "/@TRIPLE@-ar'\n" \
	"nm = sysroot / '" bin "/@TRIPLE@-nm'\n" \
	"objcopy = sysroot / '" bin "/@TRIPLE@-objcopy'\n" \
	"objdump = sysroot / '" bin "/@TRIPLE@-objdump'\n" \
	"ranlib = sysroot / '" bin "/@TRIPLE@-ranlib'\n" \
	"readelf = sysroot / '" bin "/@TRIPLE@-readelf'\n" \
	"strip = sysroot / '" bin "/@TRIPLE@-strip'\n" \
	"# Meson looks for the libraries in the directories that pkg-config names. It asks for " \
	"the\n" \
	"# second spelling before 1.3.\n" \
	"pkg-config = ['env', 'SYSROOT_PKG_CONFIG=absolute', sysroot / '" bin "/@TRIPLE@-pkg-config']\n" \
	"pkgconfig = ['env', 'SYSROOT_PKG_CONFIG=absolute', sysroot / '" bin "/@TRIPLE@-pkg-config']\n" \
	"\n"
#define MESON_STATIC \
	"[built-in options]\n" \
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

#define MESON_CARRIED(file)                                                                        \
	"# The sysroot '@NAME@' for Meson: meson setup --cross-file /path/to/" file " BUILD\n"     \
	"#\n"                                                                                      \
	"# Meson before 1.3 does not tell a file its own path. With it, write a second file,\n"    \
	"#     [constants]\n"                                                                      \
	"#     sysroot = '/path/to/sysroot'\n"                                                     \
	"# and name it after this one:  --cross-file " file " --cross-file here.cross\n"
#define MESON_DIRNAME                                                                              \
	"\n"                                                                                       \
	"[constants]\n"                                                                            \
	"sysroot = '@DIRNAME@'\n"                                                                  \
	"\n"
#define MESON_SHARED                                                                               \
	"[built-in options]\n"                                                                     \
	"default_library = 'shared'\n"                                                             \
	"\n"

const char ENVFILES_MESON[] =
	MESON_CARRIED("meson.cross") "# Programs are linked statically; meson-shared.cross links "
				     "them dynamically.\n" MESON_DIRNAME MESON_BINARIES(
					     "static/bin") MESON_STATIC MESON_MACHINE;

const char ENVFILES_MESON_CARRIED_SHARED[] =
	MESON_CARRIED("meson-shared.cross") "# Programs are linked dynamically; meson.cross links "
					    "them statically.\n" MESON_DIRNAME MESON_BINARIES("bin")
						    MESON_SHARED MESON_MACHINE;

#define MESON_HERE                                                                                 \
	"# The sysroot '@NAME@' for Meson: meson setup --cross-file THIS-FILE BUILD\n"             \
	"\n"                                                                                       \
	"[constants]\n"                                                                            \
	"sysroot = @ROOT@\n"                                                                       \
	"\n"

const char ENVFILES_MESON_STATIC[] =
	MESON_HERE MESON_BINARIES("static/bin") MESON_STATIC MESON_MACHINE;
const char ENVFILES_MESON_SHARED[] = MESON_HERE MESON_BINARIES("bin") MESON_SHARED MESON_MACHINE;
