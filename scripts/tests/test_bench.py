"""The bench table: medians, ratios, goals and refusals."""

import importlib.machinery
import importlib.util
import os
import unittest

_PATH = os.path.join(os.path.dirname(__file__), "..", "bench")
_LOADER = importlib.machinery.SourceFileLoader("bench", _PATH)
bench = importlib.util.module_from_spec(importlib.util.spec_from_loader("bench", _LOADER))
_LOADER.exec_module(bench)


def entry(**more):
    return {"name": "a", "samples": [1, 2, 3, 4, 100], "unit": "ms", "better": "lower", **more}


class Rows(unittest.TestCase):
    def test_the_median_is_judged_by_the_goal(self):
        self.assertEqual((("a", "3", "1-100", "ms", "", "", "<= 3", "ok"), True), bench.row(entry(goal=3)))
        self.assertFalse(bench.row(entry(goal=2.9))[1])
        self.assertFalse(bench.row(entry(goal=4, better="higher"))[1])

    def test_with_a_peer_the_ratio_is_judged(self):
        cells, holds = bench.row(entry(peer="p", peer_samples=[6] * 5, goal=0.5))
        self.assertEqual(("p", "0.5x", "<= 0.5", "ok"), cells[4:])
        self.assertTrue(holds)

    def test_too_few_samples_and_an_unknown_direction_are_refused(self):
        for bad in (entry(samples=[1] * 4), entry(peer_samples=[1] * 4), entry(better="more")):
            with self.assertRaises(ValueError):
                bench.row(bad)


if __name__ == "__main__":
    unittest.main()
