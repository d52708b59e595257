"""Check bills of materials: *.cyclonedx by the schema, *.spdx by the rules of SPDX 2.3's text.

check_bills.py SCHEMAS FILE...; says what is wrong, exits 1 then.
SPDX-License-Identifier: MIT
"""
import json
import re
import sys
import warnings

import jsonschema

warnings.simplefilter("ignore")
folder, files = sys.argv[1], sys.argv[2:]
wrong = 0


def say(file, text):
    global wrong
    wrong += 1
    print(f"{file}: {text}")


def load(name):
    with open(f"{folder}/{name}.SNAPSHOT.schema.json", encoding="utf-8") as f:
        return json.load(f)


licenses = set(load("spdx")["enum"])
known = {load(n)["$id"]: load(n) for n in ("spdx", "jsf-0.82", "cryptography-defs")}
bom = load("bom-1.6")
cyclonedx = jsonschema.Draft7Validator(
    bom, resolver=jsonschema.RefResolver.from_schema(bom, store=known))


def check_expression(file, text):
    """Annex D: identifiers of the list, joined by AND, OR and WITH."""
    words = re.sub(r"[()]", " ", text).split()
    for i, word in enumerate(words):
        if i % 2 and word not in ("AND", "OR", "WITH"):
            say(file, f"no license expression: {text}")
        if not i % 2 and word not in licenses:
            say(file, f"'{word}' is not in SPDX's list of licenses")


def check_cyclonedx(file, bill):
    for e in cyclonedx.iter_errors(bill):
        say(file, f"{'/'.join(map(str, e.path))}: {e.message[:200]}")
    refs = [bill["metadata"]["component"]["bom-ref"]]
    refs += [c["bom-ref"] for c in bill["components"] if "bom-ref" in c]
    if len(refs) != len(set(refs)):
        say(file, "a bom-ref stands there twice")
    for d in bill["dependencies"]:
        for ref in [d["ref"], *d["dependsOn"]]:
            if ref not in refs:
                say(file, f"'{ref}' is nowhere")
    for c in bill["components"]:
        for e in c.get("licenses", []):
            check_expression(file, e["expression"])


PURPOSES = {"APPLICATION", "FRAMEWORK", "LIBRARY", "CONTAINER", "OPERATING-SYSTEM", "DEVICE",
            "FIRMWARE", "SOURCE", "ARCHIVE", "FILE", "INSTALL", "OTHER"}
RELATIONS = {"DESCRIBES", "CONTAINS", "BUILD_DEPENDENCY_OF", "GENERATED_FROM", "PATCH_FOR",
             "STATIC_LINK", "DYNAMIC_LINK"}
LENGTHS = {"SHA1": 40, "SHA256": 64}
# What clauses 6 and 7 know; more is not allowed.
DOCUMENT = {"spdxVersion", "dataLicense", "SPDXID", "name", "documentNamespace", "creationInfo",
            "packages", "files", "relationships"}
PACKAGE = {"SPDXID", "name", "versionInfo", "packageFileName", "supplier", "downloadLocation",
           "filesAnalyzed", "packageVerificationCode", "checksums", "licenseConcluded",
           "licenseDeclared", "copyrightText", "comment", "externalRefs",
           "primaryPackagePurpose"}


def check_checksums(file, of):
    for c in of.get("checksums", []):
        if not re.fullmatch("[0-9a-f]{%d}" % LENGTHS[c["algorithm"]], c["checksumValue"]):
            say(file, f"{of['SPDXID']}: no {c['algorithm']}")


def check_package(file, p):
    if set(p) - PACKAGE or not {"SPDXID", "name", "downloadLocation"} <= set(p):
        say(file, f"{p['SPDXID']}: fields {sorted(p)}")
    if p.get("primaryPackagePurpose") not in PURPOSES:
        say(file, f"{p['SPDXID']}: purpose")
    if p["filesAnalyzed"] != ("packageVerificationCode" in p):
        say(file, f"{p['SPDXID']}: filesAnalyzed without a verification code, or the reverse")
    if not re.fullmatch(r"NOASSERTION|NONE|https://[!-~]+", p["downloadLocation"]):
        say(file, f"{p['SPDXID']}: {p['downloadLocation']}")
    if p["licenseDeclared"] != "NOASSERTION":
        check_expression(file, p["licenseDeclared"])
    for r in p.get("externalRefs", []):
        if r["referenceCategory"] not in ("PACKAGE-MANAGER", "OTHER"):
            say(file, r["referenceCategory"])
        if re.search(r"\s", r["referenceLocator"]):
            say(file, f"a blank in {r['referenceLocator']}")
        if r["referenceType"] == "purl" and not re.fullmatch(
                r"pkg:[a-z]+/[A-Za-z0-9.%/_~-]+(@[A-Za-z0-9.%:_~-]+)?(\?[!-~]+)?",
                r["referenceLocator"]):
            say(file, f"no purl: {r['referenceLocator']}")
    check_checksums(file, p)


def check_spdx(file, bill):
    if set(bill) - DOCUMENT or bill["spdxVersion"] != "SPDX-2.3" or \
            bill["dataLicense"] != "CC0-1.0" or bill["SPDXID"] != "SPDXRef-DOCUMENT":
        say(file, f"the head: {sorted(bill)}")
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", bill["creationInfo"]["created"]):
        say(file, "created")
    if not re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", bill["documentNamespace"]):
        say(file, bill["documentNamespace"])
    things = bill["packages"] + bill.get("files", [])
    ids = [t["SPDXID"] for t in things]
    if len(ids) != len(set(ids)):
        say(file, "an SPDXID stands there twice")
    for i in ids:
        if not re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", i):
            say(file, f"no SPDXID: {i}")
    for p in bill["packages"]:
        check_package(file, p)
    for f in bill.get("files", []):
        check_checksums(file, f)
        if [c["algorithm"] for c in f["checksums"]] != ["SHA1", "SHA256"] or \
                not f["fileName"].startswith("./"):
            say(file, f"the file {f}")
    tied = set()
    for r in bill["relationships"]:
        ends = {r["spdxElementId"], r["relatedSpdxElement"]}
        if r["relationshipType"] not in RELATIONS or ends - {"SPDXRef-DOCUMENT", *ids}:
            say(file, f"the relationship {r}")
        tied |= ends
    if set(ids) - tied:
        say(file, f"nothing is said of {sorted(set(ids) - tied)[:3]}")


for name in files:
    with open(name, encoding="utf-8") as f:
        (check_spdx if name.endswith(".spdx") else check_cyclonedx)(name, json.load(f))
sys.exit(wrong > 0)
