"""The verdict of scripts/judge-checkov: every finding is accepted, every exception is needed."""

import importlib.machinery
import importlib.util
import os
import unittest

_PATH = os.path.join(os.path.dirname(__file__), "..", "judge-checkov")
_LOADER = importlib.machinery.SourceFileLoader("judge_checkov", _PATH)
judge_checkov = importlib.util.module_from_spec(importlib.util.spec_from_loader("judge_checkov", _LOADER))
_LOADER.exec_module(judge_checkov)

FINDING = ("prod", "kubernetes/deployment.yaml", "CKV_K8S_43", "Image should use digest")


def exception(check="CKV_K8S_43", documents=(), environments=("prod",)):
    return {"check": check, "documents": list(documents), "environments": list(environments), "origin": "a.yaml:1:1"}


class Verdict(unittest.TestCase):
    def test_a_finding_needs_an_exception_of_its_check_document_and_environment(self):
        for good in ([], ["kubernetes"], ["docker", "kubernetes/deployment.yaml"]):
            self.assertEqual([], judge_checkov.judge([FINDING], [exception(documents=good)]))
        for bad in (
            [], [exception(check="CKV_K8S_4", documents=[])], [exception(documents=["kubernetes/deploy"])],
            [exception(documents=["docker"])], [exception(environments=["dev"])],
        ):
            told = judge_checkov.judge([FINDING], bad)
            self.assertEqual("prod/kubernetes/deployment.yaml: CKV_K8S_43: Image should use digest", told[0])

    def test_an_exception_that_accepts_nothing_is_told_with_its_place(self):
        told = judge_checkov.judge([FINDING], [exception(), exception(check="CKV_K8S_8")])
        self.assertEqual(["a.yaml:1:1: CKV_K8S_8 is accepted, and checkov finds no such thing"], told)

    def test_one_environment_is_enough_and_other_judges_are_not_asked(self):
        shared = [exception(environments=["dev", "prod"]), exception(check="DL3008")]
        self.assertEqual([], judge_checkov.judge([FINDING], shared))


if __name__ == "__main__":
    unittest.main()
