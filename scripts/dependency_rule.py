#!/usr/bin/env python3
"""The dependency rule: arrows point down only. Reads `swift package describe --type json` on standard input.

ALLOWED is the whole table: a target may depend on what stands beside it and on nothing else. A new target gets a row
here in the commit that adds it. Test targets, and the programs under Tests/, may depend on anything of their own side.
"""

import json
import os
import re
import sys

from swift_text import masked

# C modules, each with the targets that own it. Nothing else may name it.
OWNERS = {
    "COpenSSL": {"Crypto"},
    "CWipe": {"Diagnostics"},
    "CPOSIX": {"POSIX"},
    "CYAML": {"YAML"},
    "CCurl": {"HTTPTransport"},
    "CExpat": {"XML"},
    "CS6": {"S6"},
    "CSQLite": {"ExpenseStore"},
    "CMariaDB": {"ExpenseStore"},
    "CHiredis": {"ExpenseStore"},
    "CMicroHTTPD": {"ExpenseServer"},
}

_LEAVES = {"Diagnostics"}
_READERS = _LEAVES | {"YAML", "JSON", "Crypto"}
_SPECS = _READERS | {"Environments", "Templates"}
_DECISIONS = _SPECS | {"Planning", "Rollouts", "RolloutPlans", "Controls", "Manifests"}
_SYSTEM = {"POSIX", "HTTPTransport", "SigV4"}
_EFFECTS = _DECISIONS | _SYSTEM | {"AWS", "Containers", "Digests", "Images", "Providers", "StateStore"}
_CONCRETE = {"LocalProvider", "KubernetesProvider", "AWSProvider"}
_APP = {"JSON"}

ALLOWED = {
    "Diagnostics": set(),
    "Arguments": _LEAVES,
    "POSIX": _LEAVES,
    "YAML": _LEAVES,
    "JSON": _LEAVES,
    "XML": _LEAVES,
    "Crypto": _LEAVES,
    "HTTPTransport": _LEAVES,
    "SigV4": _LEAVES | {"Crypto"},
    "Environments": _READERS,
    "Templates": _READERS,
    "DefaultTemplates": set(),
    "Images": _READERS,
    "Planning": _SPECS,
    "Rollouts": _SPECS,
    "RolloutPlans": _SPECS | {"Planning", "Rollouts"},
    "RolloutImport": _READERS,
    "Controls": _SPECS,
    "Manifests": _SPECS | {"DefaultTemplates"},
    "Providers": _DECISIONS,
    "StateStore": _DECISIONS | {"POSIX"},
    "AWS": _READERS | _SYSTEM | {"XML"},
    "Containers": _READERS | _SYSTEM,
    "Kubernetes": _READERS | _SYSTEM,
    "Digests": _LEAVES | {"Crypto", "POSIX"},
    "S6": set(),
    "LocalProvider": _DECISIONS | _SYSTEM | {"Containers", "Digests", "Providers", "S6"},
    "KubernetesProvider": _DECISIONS | _SYSTEM | {"Providers", "Kubernetes"},
    "AWSProvider": _DECISIONS | _SYSTEM | {"Providers", "AWS"},
    "Engine": _EFFECTS,
    "Reports": _EFFECTS,
    "Commands": _EFFECTS | {"Arguments", "Engine", "Reports", "RolloutImport", "DefaultTemplates"},
    "slipway": _EFFECTS | _CONCRETE | {"Arguments", "Engine", "Reports", "Commands", "DefaultTemplates"},
    "slipway-bench": _EFFECTS | _CONCRETE | {"Arguments", "Engine", "Reports", "Commands", "DefaultTemplates"},
    "ExpenseDomain": _APP,
    "ExpenseMigrations": set(),
    "ExpenseStore": _APP | {"ExpenseDomain", "ExpenseMigrations"},
    "ExpenseHTTP": _APP | {"ExpenseDomain", "ExpenseStore"},
    "ExpenseServer": _APP | {"ExpenseDomain", "ExpenseStore", "ExpenseHTTP"},
    "expense-server": _APP | {"ExpenseDomain", "ExpenseStore", "ExpenseHTTP", "ExpenseServer"},
}

# Same input, same answer: these import no operating system, no clock and no C module (YAML and XML own one).
PURE = {
    "Arguments", "Diagnostics", "JSON", "Environments", "Templates", "Images", "Planning", "Rollouts", "RolloutPlans",
    "RolloutImport", "Controls", "Manifests", "SigV4", "ExpenseDomain",
}
IMPURE_MODULES = {"Glibc", "Musl", "Foundation", "FoundationEssentials", "FoundationNetworking", "Dispatch", "POSIX"}

# A pure target's file may import Glibc only for what is listed here, with the reason.
PURE_EXCEPTIONS = {
    "Sources/Diagnostics/Secret.swift": "wiping memory, for which Swift has no words",
    "Sources/Rollouts/Statistics/Elementary.swift": "exp, log, log1p and erfc, of which Swift has none",
}

_IMPORT = re.compile(r"^[ \t]*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:package|internal|private|fileprivate|public)\s+)?"
                     r"import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)", re.M)


def is_test(target):
    """Whether a target is a test or a program that only tests start."""
    return target.get("type") == "test" or target["path"].startswith(("Tests/", "app/Tests/"))


def _is_app(target):
    return target["path"].startswith("app/")


def edge_faults(targets):
    """One line for each dependency that the table does not allow."""
    known = {target["name"]: target for target in targets}
    for target in targets:
        name = target["name"]
        for other in sorted(target.get("target_dependencies", [])):
            if is_test(target):
                crosses = other in known and _is_app(known[other]) != _is_app(target)
                if crosses and not is_test(known[other]) and other != "JSON" and other not in OWNERS:
                    yield f"{name} -> {other}: tests of the app and of Slipway stay on their own side"
            elif other in OWNERS:
                if name not in OWNERS[other]:
                    yield f"{name} -> {other}: only {', '.join(sorted(OWNERS[other]))} may name this C module"
            elif name in ALLOWED and other not in ALLOWED[name]:
                yield f"{name} -> {other}: not in the table of scripts/dependency_rule.py (arrows point down only)"
        if name not in ALLOWED and name not in OWNERS and not is_test(target):
            yield f"{name}: has no row in the table of scripts/dependency_rule.py"


def import_faults(targets, read):
    """One line for each import that a target has not declared, or that a pure target may not have."""
    ours = {target["c99name"] for target in targets}
    for target in targets:
        declared = {other.replace("-", "_") for other in target.get("target_dependencies", [])}
        for source in target.get("sources", []):
            path = os.path.join(target["path"], source)
            if not path.endswith(".swift"):
                continue
            code = masked(read(path))
            for match in _IMPORT.finditer(code):
                module, place = match.group(1), f"{path}:{code.count(chr(10), 0, match.start(1)) + 1}"
                if module in ours and module not in declared and module != target["c99name"]:
                    yield f"{place}: {module} is not a declared dependency of {target['name']}"
                impure = module in IMPURE_MODULES or module in OWNERS
                if target["name"] in PURE and impure and path not in PURE_EXCEPTIONS:
                    yield f"{place}: {target['name']} is pure and may not import {module}"


def _read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def main():
    targets = json.load(sys.stdin)["targets"]
    faults = [*edge_faults(targets), *import_faults(targets, _read)]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
