# json_conforms.py SCHEMA FOLDER: does each document FOLDER/NUMBER.DEFINITION conform to that
# definition of the schema, closed: with no field that it does not name?
# SPDX-License-Identifier: MIT
import json
import os
import sys

import jsonschema


def close(value):
    """The same schema, in which objects have no other fields than those it names."""
    if isinstance(value, list):
        return [close(v) for v in value]
    if not isinstance(value, dict):
        return value
    closed = {k: v if k in ("if", "then") else close(v) for k, v in value.items()}
    if isinstance(closed.get("properties"), dict) and "type" in closed:
        closed["additionalProperties"] = False
    return closed


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        definitions = close(json.load(f)["definitions"])
    failed = False
    names = [n for n in os.listdir(sys.argv[2]) if not n.endswith(".command")]
    assert names
    for name in sorted(names, key=lambda n: int(n.split(".")[0])):
        number, definition = name.split(".")
        schema = dict(definitions[definition], definitions=definitions)
        with open(os.path.join(sys.argv[2], name), encoding="utf-8") as f:
            text = f.read()
        try:
            jsonschema.Draft7Validator(schema).validate(json.loads(text))
        except (jsonschema.ValidationError, ValueError) as e:
            with open(os.path.join(sys.argv[2], number + ".command"), encoding="utf-8") as f:
                print(f"{f.read().strip()}: {e}\n{text[:2000]}")
            failed = True
    sys.exit(failed)


main()
