#!/bin/sh
# The cookbook's 'systemd' makes a file and a unit that systemd reads.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/e2e/cookbook/cookbook.inc"
recipe 'systemd'
follow run.sh
# The unit as it stands but for the programs' places; its values test_env_format_files reads.
mkdir -p units
sed "s|/etc/sysroot|$PWD|; s|/srv/app|$PWD|" nightly.service >units/nightly.service
SYSTEMD_UNIT_PATH="$PWD/units:" systemd-analyze verify --man=no "$PWD/units/nightly.service" >words 2>&1 ||
	fail "systemd-analyze: $(cat words)"
! grep nightly.service words || fail "systemd-analyze has something to say"
# The file keeps to what a shell and systemd read alike.
(
	set -a
	# shellcheck disable=SC1091 # made just now
	. ./centos7.env
	[ "$CC" = "$SYSROOT_STORE/sysroots/centos7/static/bin/x86_64-linux-gnu-gcc" ] && [ "$CGO_ENABLED" = 1 ]
) || fail "centos7.env: $(cat centos7.env)"
