# For tests of --json; sourced behind tests/lib.sh.
# shellcheck shell=sh
# SPDX-License-Identifier: MIT

# answers STATUS DEFINITION COMMAND...: as expect, and what is on stdout is kept for conform
answers() {
	answers_status=$1
	answers_definition=$2
	shift 2
	expect "$answers_status" "$@"
	answers_count=$((${answers_count:-0} + 1))
	mkdir -p answers
	cp out "answers/$answers_count.$answers_definition"
	echo "$*" >"answers/$answers_count.command"
}

# conform: what was kept is one document each, of that definition of docs/json.schema.json, with no
# field that it does not know. Needs python3-jsonschema.
conform() {
	python3 "$SYSROOT_SOURCE/tests/json_conforms.py" "$SYSROOT_SOURCE/docs/json.schema.json" answers >why 2>&1 ||
		fail "$(tail -n 60 why)"
}
