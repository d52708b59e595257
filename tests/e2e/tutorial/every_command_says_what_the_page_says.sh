#!/bin/sh
# The tutorial from its first line to its last, in one shell, in a home where there is nothing: each
# command ends as the page says and prints the lines that the page has, in their order.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
mkdir home bin work
ln -s "$SYSROOT_BIN" bin/sysroot
inputs=$SYSROOT_STORE/inputs
HOME=$PWD/home
PATH=$PWD/bin:$PATH
GO111MODULE=off
GOPATH=$PWD/gopath
GOTOOLCHAIN=local
export HOME PATH GO111MODULE GOPATH GOTOOLCHAIN
unset SYSROOT_STORE XDG_CACHE_HOME SYSROOT_DATA
# The download comes from the store of the tests; what is printed about it is not compared.
sum=$(sed -n 's/^[[:space:]]*sha256 //p' "$SYSROOT_SOURCE/recipes/catalog/libc/glibc-2.17-crosstool.recipe" | head -n 1)
expect 0 sysroot add "$inputs"/*/"$sum"

cat >follow.py <<'PYTHON'
import os, re, subprocess, sys

page = open(sys.argv[1]).read()
home = os.environ["HOME"]
steps = []  # (command, status, lines or None)
for info, text in re.findall(r"^```([^\n]+)\n(.*?)^```$", page, re.S | re.M):
    words = info.split()
    if words[0] != "console":
        with open(words[1], "w") as f:
            f.write(text)
        continue
    for line in text.splitlines():
        if line.startswith("$ "):
            status = re.search(r" +# exit status (\d+)$", line)
            command = line[2:status.start()] if status else line[2:]
            steps.append((command, int(status.group(1)) if status else 0,
                          None if "network" in words else []))
        elif steps[-1][2] is not None:
            steps[-1][2].append(line.replace("/home/you", home))
assert len(steps) > 15, "the page has few commands"

script = ""
for i, (command, _, _) in enumerate(steps):
    script += f"exec >{i}.out 2>&1\n{command}\necho $? >{i}.status\n"
subprocess.run(["bash", "--norc", "-c", script], stdin=subprocess.DEVNULL)

for i, (command, status, lines) in enumerate(steps):
    said = open(f"{i}.out").read()
    got = int(open(f"{i}.status").read())
    problem = None
    if got != status:
        problem = f"exit status {got}, the page says {status}"
    elif lines is not None:
        left = said.splitlines()
        loose = False
        for line in lines:
            if line == "...":
                loose = True
                continue
            # The digest and the number of the newest glibc are this machine's.
            pattern = re.escape(re.sub(r"sha256:[0-9a-f]{64}", "sha256:...", line)).replace(r"\.\.\.", ".*")
            pattern = pattern.replace(r"GLIBC_2\.34", r"GLIBC_2\.(?!17)[0-9.]+")
            while left and loose and not re.fullmatch(pattern, left[0].rstrip()):
                left.pop(0)
            if not left or not re.fullmatch(pattern, left[0].rstrip()):
                problem = f"there is no line '{line}'"
                break
            left.pop(0)
            loose = False
        if not problem and left and not loose:
            problem = f"it goes on with '{left[0]}'"
    if problem:
        sys.exit(f"$ {command}\n{problem}; it prints:\n{said}")
print(len(steps), "commands")
PYTHON
cd work
python3 ../follow.py "$SYSROOT_SOURCE/docs/tutorial.md"
