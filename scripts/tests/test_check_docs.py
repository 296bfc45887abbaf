"""The documentation checker runs what it should and sees a difference."""

import contextlib
import importlib.machinery
import importlib.util
import io
import os
import tempfile
import unittest

_PATH = os.path.join(os.path.dirname(__file__), "..", "check-docs")
_LOADER = importlib.machinery.SourceFileLoader("check_docs", _PATH)
docs = importlib.util.module_from_spec(importlib.util.spec_from_loader("check_docs", _LOADER))
_LOADER.exec_module(docs)


def outcome(text):
    with tempfile.TemporaryDirectory() as directory, contextlib.redirect_stdout(io.StringIO()):
        return docs.check("a.md", text, directory, dict(os.environ))


class Documents(unittest.TestCase):
    def test_output_is_compared(self):
        for text, expected in [
            ("```console\n$ echo a\na\n```\n", (1, 0)),
            ("```console\n$ echo a\nb\n```\n", (0, 1)),
            ("```console\n$ echo a\n```\n", (0, 1)),
            ("```console\n$ echo a; echo b >&2\na\nb\n```\n", (1, 0)),
            ("```console\n$ exit 2\n[exit 2]\n```\n", (1, 0)),
            ("```console\n$ exit 2\n```\n", (0, 1)),
            ("```console\n$ echo a > f\n$ cat f\na\n```\n", (2, 0)),
            ("```sh\n$ exit 1\n```\ntext\n", (0, 0)),
            ("````console\n$ echo '```'\n```\n````\n", (1, 0)),
        ]:
            with self.subTest(text=text):
                self.assertEqual(expected, outcome(text))

    def test_wildcards(self):
        for expected, actual, answer in [
            (["at port …"], ["at port 8080"], True),
            (["at port …."], ["at port 8080"], False),
            (["a", "…", "d"], ["a", "b", "c", "d"], True),
            (["a", "…", "d"], ["a", "d"], True),
            (["a", "…", "d"], ["a", "b", "c"], False),
            (["…"], [], True),
            (["a.c"], ["abc"], False),
        ]:
            with self.subTest(expected=expected, actual=actual):
                self.assertEqual(answer, docs.matches(expected, actual))

    def test_a_block_without_a_command_is_refused(self):
        with self.assertRaisesRegex(ValueError, "line 2"):
            list(docs.sessions("```console\nno command\n```\n"))


if __name__ == "__main__":
    unittest.main()
