"""Every rule of scripts/tidy.py fires on a bad sample and stays silent on the good one beside it."""

import unittest

import tidy
from swift_text import functions, masked

# rule, path, bad text, good text
RULES = [
    ("line-length", "Sources/A/Wide.swift", "let a = " + "1" * 120 + "\n", "let a = 1\n"),
    ("line-length", "Sources/A/Wide.swift", "// " + "a" * 120 + "\n", 'f("' + "a" * 120 + '")\n'),
    ("file-length", "Sources/A/Long.swift", "let a = 1\n" * 501, "let a = 1\n" * 500),
    ("final-newline", "README.md", "text", "text\n"),
    ("trailing-space", "README.md", "text \n", "text\n"),
    ("trailing-space", "Sources/A/Return.swift", "let a = 1\r\n", "let a = 1\n"),
    ("unfinished", "Sources/A/Later.swift", "// TO" "DO: later\n", 'let currency = "XX' 'X"\n'),
    ("unfinished", "scripts/later", "#!/bin/sh\n# FIX" "ME\n", "#!/bin/sh\n# fixed\n"),
    ("file-name", "Sources/A/lower.swift", "let a = 1\n", None),
    ("file-name", "Sources/A/A+b.swift", "let a = 1\n", None),
    ("vague-name", "Sources/A/StateHelper.swift", "let a = 1\n", None),
    ("vague-name", "Sources/A/State.swift", "struct StateManager {}\n", "struct CommonalityIndex {}\n"),
    ("try-bang", "Sources/A/Try.swift", "let a = try! f()\n", 'let a = "try! f()" // try! f()\n'),
    ("fatal-error", "Sources/A/Fatal.swift", 'fatalError("no")\n', "/* fatalError( */\n"),
    ("public", "Sources/A/Public.swift", "public struct A {}\n", "let a = Scope.public\n"),
    ("public", "Sources/A/Public.swift", "public static func a() {}\n", "case `public`\n"),
    ("public", "Sources/A/Public.swift", "open class A {}\n", "enum A {\n    case open\n    case closed\n}\n"),
    ("foundation", "Sources/A/Found.swift", "internal import Foundation\n", "import Glibc // not Foundation\n"),
    ("foundation", "Sources/A/Found.swift", "import FoundationEssentials\n", "import Foundry\n"),
    ("foundation", "Sources/A/Found.swift", "@preconcurrency import Foundation\n", "import Dispatch\n"),
    ("runbook", "Sources/A/Codes.swift", 'f(runbook: "no-page.md")\n', 'f(runbook: "lock-held.md")\n'),
    ("runbook", "Sources/A/Codes.swift", 'help: "see runbooks/no-page.md"\n', '// runbooks/README.md\n'),
    (
        "unchecked-sendable",
        "Sources/A/Box.swift",
        "struct A: @unchecked Sendable {}\n",
        "// The pointer is written once.\nstruct A: @unchecked Sendable {}\n",
    ),
]


def rules(path, text):
    return [rule for _, rule, _ in tidy.findings(path, text)]


class Rules(unittest.TestCase):
    def test_each_fires_on_bad_and_not_on_good(self):
        for rule, path, bad, good in RULES:
            with self.subTest(rule=rule, bad=bad[:40]):
                self.assertIn(rule, rules(path, bad))
                if good is not None:
                    self.assertEqual([], rules(path, good))

    def test_function_length_counts_lines_from_func_to_closing_brace(self):
        body = "    let a = 1\n"
        for opening in ("func f() {\n", "init(a: Int) {\n", "deinit {\n", "func f(a: () -> Void = {}) -> Int {\n"):
            with self.subTest(opening=opening):
                self.assertEqual([], rules("A.swift", opening + body * 68 + "}\n"))
                self.assertEqual(["function-length"], rules("A.swift", opening + body * 69 + "}\n"))

    def test_a_requirement_without_body_does_not_borrow_the_next_one(self):
        text = "protocol P {\n    func f() -> Int\n    var a: Int { get }\n}\n" + "let a = 1\n" * 80
        self.assertEqual([], list(functions(masked(text))))

    def test_golden_files_and_seeds_are_left_alone(self):
        self.assertEqual([], rules("Tests/ATests/Golden/prod/a.yaml", "a: 1 \n\n"))
        self.assertEqual([], rules("Tests/Fuzz/seeds/json/a.json", "1 "))


class Masking(unittest.TestCase):
    def test_comments_and_strings_are_blank_and_columns_stay(self):
        for text, hidden in [
            ('a("x // y") // z', ["x", "y", "z"]),
            ('a("\\(b("}")) c") {', ["c", "}"]),
            ('#"\\" x"# {', ["x"]),
            ('"""\n " x { \n"""', ["x", "{"]),
            ("/* a /* b */ c */ d", ["a", "b", "c"]),
        ]:
            with self.subTest(text=text):
                code = masked(text)
                self.assertEqual(len(text), len(code))
                self.assertEqual(text.count("\n"), code.count("\n"))
                for word in hidden:
                    if word != "a":
                        self.assertNotIn(word, code)

    def test_code_between_strings_is_kept(self):
        self.assertEqual("f(   , g {", masked('f("x", g {'))


if __name__ == "__main__":
    unittest.main()
