"""Judges environments/schema/ with jsonschema; called by scripts/judge-schema with the directory of a new project."""

import json
import pathlib
import re
import sys

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Rules between fields, and a reader's syntax: no schema can know them.
BEYOND = {"E0208", "E01"}


class Loader(yaml.SafeLoader):
    """YAML as Slipway reads it: plain scalars are what JSON says they are, everything else is a text."""


Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("tag:yaml.org,2002:null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", ["t", "f"]),
    ("tag:yaml.org,2002:int", r"^-?(?:0|[1-9][0-9]*)$", list("-0123456789")),
    ("tag:yaml.org,2002:float", r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$", list("-0123456789")),
]:
    Loader.add_implicit_resolver(tag, re.compile(pattern), first)


def broken_specs():
    """Yields (code, text) of each spec that the tests of Swift know to be broken."""
    for line in (ROOT / "Tests/EnvironmentsTests/Golden/broken-specs.jsonl").read_text().splitlines():
        spec = json.loads(line)
        yield spec["code"], spec["text"]


def properties(schema, path=""):
    """Yields (path, schema) of each property at any depth."""
    for name, inner in schema.get("properties", {}).items():
        yield f"{path}{name}", inner
        yield from properties(inner, f"{path}{name}.")
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from properties(schema[key], f"{path}[].")


def main(new_project):
    problems = []
    schemas = {}
    for name in ("environment", "defaults"):
        schemas[name] = json.loads((ROOT / f"environments/schema/{name}.schema.json").read_text())
        jsonschema.Draft7Validator.check_schema(schemas[name])
        keys = list(properties(schemas[name]))
        problems += [f"{name}: {path} has no description" for path, inner in keys if not inner.get("description")]
        defaults = [(path, inner) for path, inner in keys if "default" in inner]
        for path, inner in defaults:
            for error in jsonschema.Draft7Validator(inner).iter_errors(inner["default"]):
                problems.append(f"{name}: the default of {path} is none: {error.message}")
        print(f"{name}: draft-07, {len(keys)} keys described, {len(defaults)} defaults valid")

    accepted = 0
    for directory in (ROOT / "environments", pathlib.Path(new_project) / "environments"):
        for file in sorted(directory.glob("*.yaml")):
            schema = schemas["defaults" if file.stem == "defaults" else "environment"]
            errors = list(jsonschema.Draft7Validator(schema).iter_errors(yaml.load(file.read_text(), Loader)))
            problems += [f"{file.name} is refused: {error.message}" for error in errors]
            accepted += not errors
    print(f"{accepted} environment files accepted")

    validator = jsonschema.Draft7Validator(schemas["environment"])
    rejected, missed, beyond = 0, [], 0
    for code, text in broken_specs():
        try:
            is_valid = validator.is_valid(yaml.load(text, Loader))
        except (yaml.YAMLError, TypeError):
            is_valid = False
        if not is_valid:
            rejected += 1
        elif code in BEYOND:
            beyond += 1
        else:
            missed.append((code, text))
    total = rejected + beyond + len(missed)
    print(f"{rejected} of {total} broken specs rejected, {beyond} beyond a schema, {len(missed)} missed")
    for code, text in missed:
        print(f"  missed {code}: {text.splitlines()[-1]!r} of {text!r}"[:200])
    if total < 60:
        problems.append(f"only {total} broken specs were found")
    if accepted < 8:
        problems.append(f"only {accepted} environment files were accepted")
    # What another layer may give (E0202) cannot be required of one file.
    problems += [f"not rejected: {code} {text!r}" for code, text in missed if code not in ("E0202", "E0203", "E0206")]
    print("\n".join(problems) if problems else "judge-schema: passed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
