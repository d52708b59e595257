#!/bin/sh
# docs/json.md and docs/json.schema.json speak of the same fields, the page's examples conform to the
# schema, and both have every command that takes --json and no other.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_json.sh"
own_store

cat >agree.py <<'PYTHON'
import json, os, re, sys
schema = json.load(open(sys.argv[1]))
page = open(sys.argv[2]).read()
definitions = schema["definitions"]
assert {r["$ref"].split("/")[-1] for r in schema["anyOf"]} == {
	n for n, d in definitions.items() if n == "failure" or "command" in d.get("properties", {})}
sections = {}
for text in re.split(r"^## ", page, flags=re.M)[1:]:
	head, body = text.split("\n", 1)
	sections[head] = body

def names(value):
	"""The names of all properties below, but for what stands in a section of its own."""
	found = set()
	if isinstance(value, list):
		for v in value:
			found |= names(v)
	if isinstance(value, dict):
		for k, v in value.get("properties", {}).items():
			found |= {k} | names(v)
		for k in ("items", "oneOf"):
			found |= names(value.get(k, []))
	return found

def told(section):
	"""What the table tells of: names in its first column, and those counted up in its last."""
	first, all_ = set(), set()
	for row in re.findall(r"^\| (.*?) \| .*? \| (.*) \|$", section, flags=re.M):
		fields = re.findall(r"`([^`]+)`", row[0])
		first |= {f.split(".")[-1].replace("[]", "") for f in fields}
		all_ |= set(re.findall(r"`([a-z0-9_-]+)`", row[1]))
	return first, first | all_

os.mkdir("answers")
count = 0
for name, definition in definitions.items():
	if name in ("error_or_null", "failure"):
		continue
	heads = [h for h in sections if h.lower() == name or
		 h.replace("sysroot ", "").replace(" --", "-").replace(" ", "-") == name]
	assert len(heads) == 1, (name, heads)
	section = sections[heads[0]]
	fields = names(definition) - {"format", "command"}
	if "command" in definition["properties"]:
		fields -= {"error"}
		example = re.search(r"```json\n(.*?)```", section, flags=re.S).group(1)
		count += 1
		open(f"answers/{count}.{name}", "w").write(example)
		open(f"answers/{count}.command", "w").write(f"the example of {name}")
		assert json.loads(example)["error"] is not None or set(
			definition["then"]["required"]) <= set(json.loads(example)), name
	first, all_ = told(section)
	assert fields <= all_, f"{name}: the page does not tell {fields - all_}"
	assert first - {"error"} <= fields, f"{name}: the schema does not know {first - fields}"
example = re.search(r"```json\n(.*?)```", sections["Every document"], flags=re.S).group(1)
open(f"answers/{count + 1}.failure", "w").write(example)
open(f"answers/{count + 1}.command", "w").write("the example of a failure")
print(*sorted(n for n in definitions if "command" in definitions[n].get("properties", {})
	and n != "failure"), sep="\n")
PYTHON
python3 agree.py "$SYSROOT_SOURCE/docs/json.schema.json" "$SYSROOT_SOURCE/docs/json.md" >known 2>why ||
	fail "$(tail -n 5 why)"
conform

# Every kind of error, and the exit status that the page gives it.
sed -n 's/^[[:space:]]*X(ERR_[A-Z_]*, \([0-9]*\), "\(.*\)").*/\2 \1/p' "$SYSROOT_SOURCE/builder/base/err.h" | grep -v '^none ' >kinds
[ "$(wc -l <kinds)" -ge 11 ] || fail "no kinds of errors: $(cat kinds)"
cut -d' ' -f1 kinds | LC_ALL=C sort >codes
jq -r '.definitions.error.properties.kind.enum[]' "$SYSROOT_SOURCE/docs/json.schema.json" | LC_ALL=C sort | cmp -s - codes ||
	fail "the schema has other kinds of errors than $(tr '\n' ' ' <codes)"
for pair in 2:usage,unknown-name 3:mismatch,hostile,corrupt 130:interrupted; do
	awk -v s="${pair%%:*}" '$2 == s { printf "%s%s", sep, $1; sep = "," }' kinds | grep -qx "${pair#*:}" ||
		fail "the page names other kinds for exit status ${pair%%:*}: $(cat kinds)"
done

# Every command that takes it.
sysroot --help | sed -n '/^commands:/,/^$/p' | sed -nE 's/^  ([a-z]+) .*/\1/p' >commands
sysroot kit --help | sed -n '/^subcommands:/,/^$/p' | sed -nE 's/^  ([a-z]+) .*/kit \1/p' >>commands
[ "$(wc -l <commands)" -gt 25 ] || fail "too few commands: $(cat commands)"
while read -r command; do
	# shellcheck disable=SC2086 # words
	sysroot $command --help >help
	! grep -q -e '--json' help || echo "$command" | tr ' ' -
done <commands | LC_ALL=C sort >takers
grep -vx -e show-key -e gc-pins known | LC_ALL=C sort | cmp -s - takers ||
	fail "known: $(tr '\n' ' ' <known)- take --json: $(tr '\n' ' ' <takers)"
