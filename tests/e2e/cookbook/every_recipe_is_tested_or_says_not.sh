#!/bin/sh
# Each section of the cookbook is run by a test of this folder, or says that it is not; what is not
# run is read as what it is: YAML, Starlark, commands of a shell, commands and options of ours.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/e2e/cookbook/cookbook.inc"

sed -n 's/^## //p' "$page" >titles
[ "$(wc -l <titles)" -ge 13 ] || fail "the page lacks sections: $(cat titles)"
while read -r title; do
	if grep -qxF "recipe '$title'" "$SYSROOT_SOURCE"/tests/e2e/cookbook/*.sh; then
		continue
	fi
	awk -v title="## $title" '/^## / { on = $0 == title } on' "$page" | grep -q '^\*Not run' ||
		fail "'$title' is neither tested nor says that it is not"
done <titles

(
	recipe 'Bazel'
	python3 - toolchain.bzl BUILD.bazel <<'PYTHON'
import ast, sys
for name in sys.argv[1:]:
    calls = {n.func.id for n in ast.walk(ast.parse(open(name).read())) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    assert "load" in calls, name
PYTHON
	# Bazel hands its actions the files of the glob and no others: the compiler works with these.
	sed -n 's/.*glob(\[\(.*\)\]).*/\1/p' BUILD.bazel | grep -o '[a-z.]*/\*\*' >globbed
	[ -s globbed ] || fail "the Bazel recipe has no glob"
	mkdir sysroot
	while IFS= read -r pattern; do
		cp -a "$MUSL_ROOT/${pattern%/**}" sysroot
	done <globbed
	echo 'int main(void) { return 0; }' >main.c
	sysroot/bin/x86_64-linux-musl-gcc -static -o main main.c 2>log || fail "the globbed files do not suffice: $(cat log)"
	./main || fail "a program made with the globbed files does not run"
)

# Fetching and building are among the steps.
. "$SYSROOT_SOURCE/tests/lib_go.sh"
copy_store "$PWD/store"
own_store

cat >steps.py <<'PYTHON'
import sys, yaml
with open(sys.argv[1]) as f:
    page = yaml.safe_load(f)
if "jobs" in page:
    steps = [s for job in page["jobs"].values() for s in job["steps"]]
    assert all(("run" in s) != ("uses" in s) for s in steps)
    print("\n".join(s["run"] for s in steps if "run" in s))
else:
    jobs = [j for j in page.values() if "script" in j]
    assert jobs and all(j["image"] and j["cache"]["paths"] for j in jobs)
    print("\n".join(line for j in jobs for line in j["script"]))
PYTHON
here=$PWD
for title in 'GitHub Actions' 'GitLab CI'; do
	(
		mkdir "$title"
		cd "$title"
		recipe "$title"
		python3 "$here/steps.py" .git*/workflows/*.yml >steps.sh 2>/dev/null || python3 "$here/steps.py" .gitlab-ci.yml >steps.sh
		sh -n steps.sh
		grep -c '^sysroot\|(sysroot' steps.sh >/dev/null || fail "'$title' does not use sysroot"
		# In the order of the page, on this machine: the lock, a Go program, no package to install.
		cp -R "$SYSROOT_SOURCE/tests/e2e/programs/baseline/." .
		printf 'module example.org/server\n\ngo 1.19\n' >go.mod
		sysroot lock centos7 -o centos7.lock >log 2>&1 || fail "lock: $(cat log)"
		sed -i '/apt-get/d' steps.sh
		GITHUB_ENV=$PWD/github.env
		export GITHUB_ENV
		go_modules
		# A step of GitHub's ends at the file; the next has what it says.
		sed '/GITHUB_ENV/q' steps.sh >first.sh
		sed '1,/GITHUB_ENV/d' steps.sh >next.sh
		sh -eu first.sh >log 2>&1 || fail "'$title': $(cat log)"
		if [ -s next.sh ]; then
			[ -s github.env ] || fail "nothing is in GITHUB_ENV"
			while IFS= read -r line; do
				export "${line?}"
			done <github.env
			sh -eu next.sh >log 2>&1 || fail "'$title': $(cat log)"
		fi
		! readelf -lW server | grep -q INTERP || fail "'$title': the program is not static"
		./server >/dev/null || fail "'$title': the program does not run"
	)
done
