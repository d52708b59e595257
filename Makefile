# make            the program, in .build/
# make test       units, command line, end to end; minutes
# make test-full  the same, then what takes long (C libraries from source, more baselines), and
#                 what 'make test' runs once more with both sanitizers
# make release    one static file an architecture, in .build/release/, made by the program just
#                 built; RELEASE_ARCHS="x86_64 aarch64". The first time it fetches, and takes
#                 a quarter of an hour
# make install    PREFIX=/usr/local DESTDIR=
# make dist deb rpm   source archive and packages, in .build/packages/; PROGRAM= packs another build
# make lint      what judges the sources: rooms, formatting, cppcheck, clang-tidy, shellcheck, mandoc
# make clang     the program and the units once more, by clang, in .build/clang
# make bench fuzz check-layers help clean
#
# SAN=address,undefined   a sanitizer build, in a folder of its own
# V=1                     show the commands

CC ?= gcc
PREFIX ?= /usr/local
DESTDIR ?=
SAN ?=
V ?=

# Where outputs go.
B_DIR ?= .build$(if $(SAN),/san)
B := $(B_DIR)
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-5s %s\n' $(1) $(2);)

WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wvla -Wformat=2 -Wundef
WERROR ?= -Werror
CPPFLAGS += -D_GNU_SOURCE -I.
CFLAGS ?= -O2 -g
ALL_CFLAGS = -std=c11 $(WARN) $(WERROR) $(CFLAGS) $(if $(SAN),$(SAN_CFLAGS))
# gcc's format warnings see null pointers in the sanitizers' own checks.
SAN_CFLAGS = -fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer \
	$(if $(findstring clang,$(CC)),,-Wno-format-truncation -Wno-format-overflow)
ALL_LDFLAGS = $(LDFLAGS) $(if $(SAN),-fsanitize=$(SAN))

# Libraries are linked statically where the machine has their archives: the
# loader's work on libarchive's dozen of shared libraries costs more than the
# whole of 'sysroot env' may take.
STATIC_LIBS := -Wl,-Bstatic -larchive -lsqlite3 -lcrypto -ljansson -llzma -lzstd -lbz2 -lz -Wl,-Bdynamic -lm -lpthread -ldl
SHARED_LIBS := -larchive -lsqlite3 -lcrypto -ljansson -lzstd -lz -lm -lpthread -ldl
LIBS = $(shell cat $(B)/libs 2>/dev/null)

# Every room but the wrapper, which is a program of its own; main.c is the program's alone.
OBJ := $(patsubst %.c,$(B)/%.o,$(filter-out sysroots/wrapper/% builder/cli/main.c,\
	$(wildcard recipes/*.c $(addsuffix /*/*.c,cache sysroots builder))))
WRAPPER := $(wildcard sysroots/wrapper/*.c)
TESTS := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/test_*.c))

all: $(B)/sysroot

$(B)/libs: Makefile
	$(call say,CHECK,libraries)mkdir -p $(B); \
	if printf 'int main(void){return 0;}' | $(CC) -x c - -o $(B)/probe $(STATIC_LIBS) 2>$(B)/libs.log; \
	then echo '$(STATIC_LIBS)'; else echo '$(SHARED_LIBS)'; fi >$@; rm -f $(B)/probe

$(B)/sysroot: $(OBJ) $(B)/builder/cli/main.o $(B)/libs
	$(call say,LINK,$@)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(LIBS)

$(B)/%.o: %.c
	$(call say,CC,$<)mkdir -p $(@D) && $(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The wrapper is a program of its own: static, so that it runs in any image;
# its bytes and the specs are carried inside the program. They are in every
# sysroot's digest: no libc is linked in, and what distributions turn on in
# their compilers (newer CPUs, hardening, page sizes) is said here instead.
WRAPPER_CC ?= $(CC)
WRAPPER_MACHINE = $(shell $(WRAPPER_CC) -dumpmachine)
WRAPPER_FLAGS = -Os -ffreestanding -fno-pie -fomit-frame-pointer -fno-asynchronous-unwind-tables \
	-fno-stack-protector -fno-ident -U_FORTIFY_SOURCE \
	$(if $(filter x86_64-%,$(WRAPPER_MACHINE)),-march=x86-64 -mtune=generic -fcf-protection=none \
		-fno-stack-clash-protection) \
	$(if $(filter aarch64-%,$(WRAPPER_MACHINE)),-march=armv8-a -mtune=generic -mbranch-protection=none) \
	-static -nostdlib -s -Wl,--build-id=none,-z,noseparate-code,-z,max-page-size=65536
$(B)/wrapper: $(WRAPPER) $(wildcard sysroots/wrapper/*.h)
	$(call say,LINK,$@)mkdir -p $(B) && $(WRAPPER_CC) -D_GNU_SOURCE -I. -std=c11 $(WARN) $(WERROR) $(WRAPPER_FLAGS) \
		-o $@ $(WRAPPER)

$(B)/sysroots/compose/carried.o: ALL_CFLAGS += -DWRAPPER_FILE='"$(B)/wrapper"'
$(B)/sysroots/compose/carried.o: $(B)/wrapper sysroots/wrapper/glibc.specs sysroots/wrapper/musl.specs
$(B)/cache/index/schema_text.o: cache/index/schema.sql
$(B)/builder/cli/cmd_completion.o: $(wildcard builder/cli/completion/*)

# What the program needs of the source tree at work, as one file: cache/store/bundle.h says which form.
DATA := $(sort $(wildcard recipes/catalog/*/* sysroots/targets/*.target))
# A file that went makes its folder newer.
$(B)/data: $(DATA) $(wildcard recipes/catalog/* sysroots/targets)
	$(call say,DATA,$@)mkdir -p $(B) && { for f in $(DATA); do \
		printf '%s %s\n' "$$(($$(wc -c <"$$f")))" "$$f"; done && echo && cat $(DATA); } >$@.new && mv $@.new $@
$(B)/builder/cli/carried_data.o: ALL_CFLAGS += -DDATA_FILE='"$(B)/data"'
$(B)/builder/cli/carried_data.o: $(B)/data

-include $(shell test -d $(B) && find $(B) -name '*.d' -type f 2>/dev/null)

$(B)/unit/%: tests/unit/%.c $(OBJ) $(B)/libs
	$(call say,LINK,$@)mkdir -p $(@D) && $(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP $(ALL_LDFLAGS) \
		-o $@ $< $(OBJ) -lcmocka $(LIBS)

units: $(TESTS:%=$(B)/unit/%)

# --- release --------------------------------------------------------------------

# The program makes its own C library and its own libraries, in the user's store, and is
# compiled against them. On this machine's architecture the wrapper stays what it is: its bytes
# are in sysroots' digests, and come out differently with another libc's headers.
# No option names a folder, nothing is compiled with a path that is not relative, and all of
# it each time: the same sources give the same bytes wherever they lie.
# The program of this tree is made first; another one is there, maybe in a path with a blank.
own = $(if $(filter-out $(B)/sysroot,$(1)),,$(1))
RELEASE_ARCHS ?= x86_64 aarch64
RELEASE_BY ?= $(B)/sysroot
RELEASE_TARGET := musl+bzip2+jansson+libarchive+openssl+sqlite+xz+zlib+zstd
# The sysroot's compiler says -march: the lowest level of the architecture.
RELEASE_CFLAGS = -Os -fPIE -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables -fno-ident
RELEASE_LDFLAGS := -static-pie -s -Wl,--gc-sections,--build-id=none,-z,relro,-z,now
R := $(B)/release

release: $(RELEASE_ARCHS:%=$(R)/sysroot-%)
$(R)/sysroot-%: $(call own,$(RELEASE_BY)) FORCE
	$(call say,BUILD,musl-$*)rm -rf $(R)/$* && mkdir -p $(R)/$* && s='$(RELEASE_BY)'; \
	make_it() { "$$s" -q build --arch $* $(RELEASE_TARGET) >$(R)/$*/built 2>$(R)/$*/log; }; \
	make_it || { "$$s" fetch --arch $* $(RELEASE_TARGET) && \
		"$$s" build --arch $* $(RELEASE_TARGET) && make_it; } && \
	ln -sfn "$$(sed 's/^[^ ]* [^ ]* //' $(R)/$*/built)" $(R)/$*/root
	$(Q)$(MAKE) --no-print-directory B_DIR=$(R)/$* CC='$(R)/$*/root/bin/cc' \
		WRAPPER_CC='$(if $(filter $*-%,$(WRAPPER_MACHINE)),$(CC),$(R)/$*/root/bin/cc)' \
		CFLAGS='$(RELEASE_CFLAGS)' LDFLAGS='$(RELEASE_LDFLAGS)' SAN= \
		STATIC_LIBS='$(filter -l%,$(STATIC_LIBS))' $(R)/$*/sysroot
	$(Q)cp $(R)/$*/sysroot $@.new && mv $@.new $@

# --- tests ----------------------------------------------------------------------

# Without its tools a suite would fail in a hundred places; with './bootstrap test' none is missing.
test:
	$(Q)./bootstrap missing test
	$(Q)$(MAKE) --no-print-directory all units
	$(Q)SYSROOT_BUILD="$$PWD/$(B)" tests/run

# The sanitized program goes through the same suite; the wrapper stays as it is.
test-full: test
	$(Q)SYSROOT_BUILD="$$PWD/$(B)" tests/run tests/full/*/*.sh
	$(Q)$(MAKE) SAN=address,undefined test

bench: all
	$(Q)SYSROOT_BIN="$$PWD/$(B)/sysroot" sh tests/bench/bench.sh

FUZZ_SECONDS ?= 60
# libarchive may ask for 4 GiB for a name that a cpio header claims: hence the limits.
fuzz: $(B)/sysroot
	$(Q)SYSROOT_BIN="$$PWD/$<" $(MAKE) B_DIR=.build/fuzz CC=clang CFLAGS='-O1 -g -fsanitize=fuzzer-no-link,address,undefined' fuzz-run
fuzz-run: $(patsubst tests/fuzz/%.c,$(B)/%,$(wildcard tests/fuzz/fuzz_*.c))
	$(Q)for f in $^; do \
		mkdir -p $$f.corpus && echo "== $$f" && \
		seeds=tests/fuzz/seeds_$${f##*/fuzz_}.sh && \
		if [ -f $$seeds ]; then sh $$seeds $$f.corpus || exit 1; fi && \
		$$f -max_total_time=$(FUZZ_SECONDS) -malloc_limit_mb=9000 -rss_limit_mb=3000 \
			-print_final_stats=1 -artifact_prefix=$$f- $$f.corpus || exit 1; \
	done
$(B)/fuzz_%: tests/fuzz/fuzz_%.c $(OBJ) $(B)/libs
	$(call say,LINK,$@)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -fsanitize=fuzzer,address,undefined -o $@ $< $(OBJ) $(LIBS)

# --- upkeep ---------------------------------------------------------------------

SHELL_FILES = bootstrap builder/package/make-* .ci/run builder/cli/completion/sysroot.bash tests/run tests/*.sh tests/*/*.sh tests/*/*/*.sh $(wildcard recipes/catalog/*/*.sh)
C_FILES = $(shell test -e .git && git ls-files '*.c' '*.h' || find builder cache recipes sysroots tests -name '*.[ch]')
LINT_C = $(filter-out recipes/catalog/%,$(filter builder/% cache/% recipes/% sysroots/%,$(filter %.c,$(C_FILES))))
lint: check-layers $(B)/wrapper
	$(Q)clang-format --dry-run --Werror $(C_FILES)
	$(Q)cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr -I. -D_GNU_SOURCE -D__x86_64__ \
		-DWRAPPER_FILE='"x"' -DDATA_FILE='"x"' --suppressions-list=.cppcheck --enable=warning,performance,portability \
		builder cache recipes sysroots
	$(Q)printf '%s\n' $(LINT_C) | xargs -n 6 -P 2 sh -c 'clang-tidy --quiet "$$@" -- \
		-std=c11 -D_GNU_SOURCE -I. -DWRAPPER_FILE=\"x\" -DDATA_FILE=\"x\" 2>/dev/null' tidy >$(B)/tidy.log \
		|| { cat $(B)/tidy.log; exit 1; }
	$(Q)shellcheck -x $(SHELL_FILES)
	$(Q)mandoc -T lint -W warning docs/man/*
	@echo 'lint: clean'

clang:
	$(Q)$(MAKE) --no-print-directory B_DIR=.build/clang CC=clang all units

# A room may use only those that its row names, and no files need each other in a circle.
check-layers: $(OBJ) $(B)/builder/cli/main.o
	$(Q)sh tests/check-layers $(B)

# What is installed; 'make install PROGRAM=FILE' for one that was built before.
PROGRAM ?= $(B)/sysroot
install: $(call own,$(PROGRAM))
	install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/share/sysroot/sysroots' \
		'$(DESTDIR)$(PREFIX)/share/man/man1' '$(DESTDIR)$(PREFIX)/share/man/man5'
	install -m 755 '$(PROGRAM)' '$(DESTDIR)$(PREFIX)/bin/sysroot'
	set -e; for f in recipes/catalog/*/* sysroots/targets/*.target; do \
		install -D -m 644 "$$f" '$(DESTDIR)$(PREFIX)/share/sysroot/'"$$f"; done
	install -d '$(DESTDIR)$(PREFIX)/share/doc/sysroot'
	install -m 644 *.md LICENSE docs/*.md docs/*.json recipes/FORMAT.md \
		'$(DESTDIR)$(PREFIX)/share/doc/sysroot/'
	install -m 644 docs/man/*.1 '$(DESTDIR)$(PREFIX)/share/man/man1/'
	install -m 644 docs/man/*.5 '$(DESTDIR)$(PREFIX)/share/man/man5/'
	install -D -m 644 builder/cli/completion/sysroot.bash \
		'$(DESTDIR)$(PREFIX)/share/bash-completion/completions/sysroot'
	install -D -m 644 builder/cli/completion/sysroot.zsh \
		'$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_sysroot'
	install -D -m 644 builder/cli/completion/sysroot.fish \
		'$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/sysroot.fish'

dist:
	$(Q)builder/package/make-dist $(B)/packages
deb rpm: $(call own,$(PROGRAM))
	$(Q)MAKE='$(MAKE)' PROGRAM='$(PROGRAM)' B_DIR='$(B)' builder/package/make-$@ $(B)/packages

help:
	@sed -n '/^#/!q; s/^# \{0,1\}//p' Makefile

clean:
	rm -rf .build .build-*

FORCE:

.PHONY: all release FORCE units test test-full bench fuzz fuzz-run lint clang check-layers install dist deb rpm help clean
