#!/usr/bin/env python3
"""The house rules that no formatter knows. Usage: scripts/tidy.py [FILE…]; without files, all of the repository.

Each finding is one line, `path:line: [rule] what to do`; the exit status is 1 when there is one.
scripts/tests/test_tidy.py shows every rule firing on a bad sample.
"""

import os
import re
import subprocess
import sys

from swift_text import functions, masked

LINE_LIMIT, FILE_LIMIT, FUNCTION_LIMIT = 120, 500, 70

# Files that may import Foundation or FoundationEssentials, each with the reason nothing smaller does.
FOUNDATION_ALLOWED = {}

_MARKS = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
_DECLARED = re.compile(r"\b(?:struct|class|enum|actor|protocol|typealias)\s+(\w+)")
_VAGUE = re.compile(r"(?:Manager|Helper|Utility|Utilities|Common)s?(?![a-z])")
_FOUNDATION = re.compile(r"^[ \t]*(?:@\w+\s+)*(?:\w+\s+)?import\s+(?:\w+\s+)?Foundation\w*", re.M)
_PUBLIC = re.compile(
    r"(?<![.\w`])(?:public|open)(?:\(set\))?[ \t]+(?:@?\w+[ \t]+)*?"
    r"(?:func|var|let|struct|class|enum|actor|protocol|extension|init|import|typealias|subscript|case)\b"
)
_RUNBOOK = re.compile(r'(?:\brunbook: "|\brunbooks/)([\w-]+\.md)')
_SWIFT_NAME = re.compile(r"(?:[A-Z][A-Za-z0-9]*(?:\+[A-Z][A-Za-z0-9]*)?|main)\.swift")
_TEXT = (".swift", ".py", ".sh", ".h", ".yaml", ".yml", ".md", ".json", ".sql")


def _lines(pattern, text):
    for match in pattern.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match


def _shape(path, text):
    """Rules for every text file of ours."""
    if text and not text.endswith("\n"):
        yield len(text.splitlines()), "final-newline", "end the file with a newline"
    for number, line in enumerate(text.split("\n"), 1):
        if line != line.rstrip():
            yield number, "trailing-space", "remove the white space at the end of the line"


def _length(path, text):
    """Rules for files that are code."""
    lines = text.splitlines()
    if len(lines) > FILE_LIMIT:
        yield FILE_LIMIT + 1, "file-length", f"{len(lines)} lines, at most {FILE_LIMIT}: one idea per file"
    # A string literal is not broken for the limit: its text is searched for. What follows it is.
    measured = masked(text, comments=False).splitlines() if path.endswith(".swift") else lines
    for number, line in enumerate(measured, 1):
        if len(line.rstrip(" ),")) > LINE_LIMIT:
            yield number, "line-length", f"{len(line)} columns, at most {LINE_LIMIT}"
    for number, match in _lines(_MARKS, masked(text, comments=False) if path.endswith(".swift") else text):
        yield number, "unfinished", f"{match.group()}: finish it or write it down where work is planned"


def _swift(path, text):
    code = masked(text)
    name = os.path.basename(path)
    if not _SWIFT_NAME.fullmatch(name):
        yield 1, "file-name", "name the file after its type: Type.swift or Type+Capability.swift"
    if vague := _VAGUE.search(path):
        yield 1, "vague-name", f"{vague.group()} says nothing: name what the thing does"
    for number, match in _lines(_DECLARED, code):
        if vague := _VAGUE.search(match.group(1)):
            yield number, "vague-name", f"{match.group(1)}: {vague.group()} says nothing: name what the thing does"
    for function, first, last in functions(code):
        if last - first + 1 > FUNCTION_LIMIT:
            yield first, "function-length", f"{function} has {last - first + 1} lines, at most {FUNCTION_LIMIT}"
    for number, _ in _lines(re.compile(r"\btry!"), code):
        yield number, "try-bang", "throw, or handle the error where it happens"
    for number, _ in _lines(re.compile(r"\bfatalError\s*\("), code):
        yield number, "fatal-error", "throw an error that says what to do"
    for number, _ in _lines(_PUBLIC, code):
        yield number, "public", "nothing outside this package uses it: `package` across targets, else internal"
    if path not in FOUNDATION_ALLOWED:
        for number, _ in _lines(_FOUNDATION, code):
            yield number, "foundation", "use Glibc and our own modules (docs/decisions/0008-no-foundation.md)"
    if path.startswith("Sources/"):
        for number, match in _lines(_RUNBOOK, text):
            if not os.path.isfile(os.path.join("runbooks", match.group(1))):
                yield number, "runbook", f"there is no runbooks/{match.group(1)}"
    source = text.split("\n")
    for number, _ in _lines(re.compile(r"@unchecked\s+Sendable"), code):
        above = source[number - 2].lstrip() if number > 1 else ""
        if "//" not in source[number - 1] and not above.startswith("//"):
            yield number, "unchecked-sendable", "say in a comment on this line or the one above why it is safe"


def findings(path, text):
    """All findings for one file, as (line, rule, message)."""
    if "/Golden/" in path or "/seeds/" in path:
        return
    script = path.endswith(".py") or text.startswith("#!")
    if path.endswith(_TEXT) or script or os.path.basename(path) == "Makefile":
        yield from _shape(path, text)
    if path.endswith((".swift", ".h")) or script:
        yield from _length(path, text)
    if path.endswith(".swift"):
        yield from _swift(path, text)


def _repository_files():
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], check=True, capture_output=True
    )
    return [path for path in listed.stdout.decode().split("\0") if path and os.path.isfile(path)]


def main(paths):
    count = 0
    for path in paths or _repository_files():
        try:
            with open(path, encoding="utf-8") as file:
                text = file.read()
        except UnicodeDecodeError:
            continue
        for line, rule, message in findings(path, text):
            print(f"{path}:{line}: [{rule}] {message}")
            count += 1
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
