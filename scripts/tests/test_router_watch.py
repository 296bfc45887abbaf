"""What is made of a router's answers: each rule on figures that keep it, and on figures that do not."""

import unittest

from rollout_project import Record
from router_watch import Sample, after_zero, requests_of, shares, surprise, weight_of

STATISTICS = """\
# pxname,svname,qcur,stot,status
service,BACKEND,0,120,UP
candidate,BACKEND,0,30,UP
"""


def samples(*figures):
    return [Sample(float(at), weight, candidate, total) for at, (weight, candidate, total) in enumerate(figures)]


def record(phase, *events):
    lines = [{"at": f"2026-11-21T10:00:0{at}.250000000Z", "event": event} for at, event in events]
    return Record({"phase": phase, "reason": None, "events": lines})


class RouterAnswers(unittest.TestCase):
    def test_map(self):
        self.assertEqual(weight_of("0x55d0 weight 25000\n0x55d1 route-1 1\n"), 25_000)
        self.assertIsNone(weight_of("Unknown map identifier. Please use #<id> or <name>.\n"))

    def test_counters(self):
        self.assertEqual(requests_of(STATISTICS), {"service": 120, "candidate": 30})
        with self.assertRaises(ValueError):
            requests_of("Can't find the target PID matching the prefix '@1'.\n")

    def test_only_what_lies_between_equal_weights_counts(self):
        steady = samples((5, 0, 100), (5, 10, 200), (5, 15, 300), (5, 25, 400), (5, 99, 999))
        self.assertEqual(dict(shares(steady)), {5: [15, 200]})
        self.assertEqual(dict(shares(samples((0, 0, 100), (5, 10, 200), (5, 15, 300), (5, 25, 400)))), {})
        self.assertEqual(dict(shares(samples((None, 0, 1), (None, 0, 2), (None, 0, 3), (None, 0, 4)))), {})

    def test_a_new_worker_is_left_out(self):
        self.assertEqual(dict(shares(samples((5, 90, 900), (5, 95, 950), (5, 1, 10), (5, 2, 20)))), {})

    def test_requests_after_the_end_are_found(self):
        self.assertEqual(after_zero(samples((0, 40, 100), (0, 40, 200), (None, 0, 5))), 0)
        self.assertEqual(after_zero(samples((0, 40, 100), (0, 42, 200), (None, 0, 5))), 2)
        self.assertEqual(after_zero([]), 0)


class Chance(unittest.TestCase):
    def test_near_and_far(self):
        self.assertGreater(surprise(510, 10_000, 0.05), 0.5)
        self.assertLess(surprise(700, 10_000, 0.05), 1e-12)
        self.assertLess(surprise(300, 10_000, 0.05), 1e-12)

    def test_is_the_binomial(self):
        # Of 10 throws of a coin at most 2 heads: 56 of 1024, and as much on the other side.
        self.assertAlmostEqual(surprise(2, 10, 0.5), 2 * 56 / 1024)

    def test_nothing_and_all_leave_nothing_to_chance(self):
        self.assertEqual(surprise(0, 1000, 0.0), 1.0)
        self.assertEqual(surprise(1, 1000, 0.0), 0.0)
        self.assertEqual(surprise(999, 1000, 1.0), 0.0)


class Clearing(unittest.TestCase):
    def test_from_an_abort(self):
        found = record("aborted", (1, {"event": "routed", "weight": 50_000}), (2, {"event": "abort"}),
                       (3, {"event": "routed", "weight": 20_000}), (5, {"event": "routed", "weight": 0}))
        self.assertEqual(found.cleared()[1], 3.0)

    def test_from_a_verdict(self):
        found = record("aborted", (1, {"event": "verdict", "verdict": "pass"}),
                       (4, {"event": "verdict", "verdict": "fail"}), (5, {"event": "routed", "weight": 0}))
        self.assertEqual(found.cleared()[1], 1.0)

    def test_nothing_to_clear(self):
        self.assertIsNone(record("succeeded", (1, {"event": "routed", "weight": 100_000})).cleared())
        self.assertIsNone(record("aborted", (1, {"event": "abort"})).cleared())


if __name__ == "__main__":
    unittest.main()
