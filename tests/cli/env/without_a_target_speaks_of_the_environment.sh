# Inside an environment, 'env' and 'show' without a target speak of the sysroot that it uses, linked
# the way that it is; outside of one they say what to type.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny tiny-aarch64
expect 0 sysroot build tiny tiny-aarch64

# Outside.
unset SYSROOT_TARGET SYSROOT_LINK
for command in env show; do
	expect 2 sysroot "$command"
	says err "'sysroot $command centos7'"
	says err "'sysroot targets'"
	SYSROOT_TARGET='' expect 2 sysroot "$command"
done
expect 2 sysroot env
[ "$(cat out)" = 'false;' ] || fail "the eval goes on: $(cat out)"

# Inside: the same output as with the name.
inside() (
	eval "$(sysroot env "$@")"
	shift $(($# - 1))
	sysroot env >without 2>err || fail "env: $(cat err)"
	sysroot env "--$SYSROOT_LINK" "$1" >with
	cmp -s with without || fail "env of '$1' differs: $(diff with without)"
	sysroot show >without 2>err || fail "show: $(cat err)"
	sysroot show "$1" >with
	cmp -s with without || fail "show of '$1' differs: $(diff with without)"
	# Whatever architecture names without one are for: this name is whole.
	SYSROOT_ARCH=aarch64 sysroot env >out
	says out "SYSROOT_TARGET='$1'"
	SYSROOT_ARCH=aarch64 sysroot show >without
	cmp -s with without || fail "show of '$1' under SYSROOT_ARCH differs: $(diff with without)"
)
inside tiny
inside tiny-aarch64
inside --shared tiny
(
	eval "$(sysroot env --shared tiny)"
	# What is said on the command line is not overridden.
	sysroot env --static >out
	says out "SYSROOT_LINK='static'"
	sysroot env tiny >out
	says out "SYSROOT_LINK='static'"
	sysroot env --arch aarch64 >out
	says out "SYSROOT_TARGET='tiny-aarch64'"
	sysroot show --arch aarch64 >out
	says out 'tiny-aarch64: '
	sysroot env --format docker >out
	says out 'ENV SYSROOT_LINK'
)

# A name that cannot be one is said to come from the variable.
for command in env show; do
	SYSROOT_TARGET=nonsense expect 2 sysroot "$command"
	says err "SYSROOT_TARGET: "
	says err "'nonsense'"
done
SYSROOT_TARGET=tiny expect 2 sysroot env tiny tiny
SYSROOT_TARGET=tiny expect 2 sysroot show tiny tiny
