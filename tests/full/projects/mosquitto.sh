# mosquitto without its C++ part: the broker hands a message from one client to another.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/full/projects/projects.inc
. "$SYSROOT_SOURCE/tests/full/projects/projects.inc"
source_of mosquitto mosquitto_2.0.11.orig.tar.gz 7b36a7198bce85cf31b132f5c6ee36dcf5dadf86fb768501eb1e11ce95d4f78a 760325
# The words are those of its config.mk. C++ is not in the sysroots yet.
words='WITH_TLS=no WITH_CJSON=no WITH_DOCS=no WITH_STATIC_LIBRARIES=yes WITH_SHARED_LIBRARIES=no'
commands() {
	# shellcheck disable=SC2086 # words
	make -C lib $words -j2 libmosquitto.a && make -C src $words -j2 mosquitto && make -C client $words -j2
}

for target in $targets; do
	build_for "$target" "$target"
	port=$(free_port)
	for program in src/mosquitto client/mosquitto_sub client/mosquitto_pub; do
		static_program "$target/$program"
	done
	printf 'listener %s 127.0.0.1\nallow_anonymous true\n' "$port" >"$target.conf"
	serve broker.log as_user "$target/src/mosquitto" -c "$target.conf"
	"$target/client/mosquitto_sub" -h 127.0.0.1 -p "$port" -t a/topic -C 1 -W 30 >heard 2>&1 &
	listener=$!
	tries=0
	while kill -0 $listener 2>/dev/null && [ $tries -lt 100 ]; do
		"$target/client/mosquitto_pub" -h 127.0.0.1 -p "$port" -t a/topic -m "words of $target" || fail "$target: nothing is sent"
		sleep 0.1
		tries=$((tries + 1))
	done
	wait $listener || fail "$target: nothing came: $(cat heard broker.log)"
	grep -qx "words of $target" heard || fail "$target: heard $(cat heard)"
done
