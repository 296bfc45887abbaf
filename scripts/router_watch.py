"""Watches how a router shares its traffic between two revisions during a rollout: by its map and its counters."""

import collections
import csv
import math
import threading
import time

# `weight` is what split.map says, in thousandths of a percent, just before the counters were read; None without a map.
Sample = collections.namedtuple("Sample", "at weight candidate total")
INTERVAL = 0.08


class RouterWatch(threading.Thread):
    """Reads map and counters again and again, until told to stop."""

    def __init__(self, project):
        super().__init__(daemon=True)
        self.project, self.stops, self.samples = project, threading.Event(), []
        self.served = 0

    def run(self):
        while not self.stops.wait(INTERVAL):
            try:
                sample = self.look()
            except (OSError, ValueError):
                # While the master loads its configuration anew its socket does not answer.
                continue
            # A new worker counts from the beginning.
            before = self.samples[-1].total if self.samples else sample.total
            self.served += sample.total - before if sample.total >= before else sample.total
            self.samples.append(sample)

    def look(self):
        """ValueError where the router says something else."""
        weight = weight_of(self.project.ask_router("@1 show map split.map"))
        at = time.time()
        counts = requests_of(self.project.ask_router("@1 show stat -1 2 -1"))
        candidate = counts.get("candidate", 0)
        return Sample(at, weight, candidate, candidate + counts["service"])

    def between(self, began, ended):
        return [sample for sample in list(self.samples) if began <= sample.at <= ended]


def weight_of(text):
    """Of the answer to `show map`; None where there is no such map."""
    for line in text.splitlines():
        words = line.split()
        if words[1:2] == ["weight"]:
            return int(words[2])
    return None


def requests_of(text):
    """Requests that each backend was given, of the answer to `show stat`."""
    rows = csv.DictReader(text.lstrip("# ").splitlines())
    counts = {row["pxname"]: int(row["stot"]) for row in rows if row.get("stot")}
    if "service" not in counts:
        raise ValueError("no backend of the service")
    return counts


def shares(samples):
    """Requests to the new revision and all requests, by weight, in times when nothing but that weight was in force.

    A request under way when the weight moves is counted a moment later, so the first stretch after a move is left out.
    """
    found = collections.defaultdict(lambda: [0, 0])
    for earlier, first, second, after in zip(samples, samples[1:], samples[2:], samples[3:]):
        weights = {sample.weight for sample in (earlier, first, second, after)}
        candidate, total = second.candidate - first.candidate, second.total - first.total
        if len(weights) == 1 and None not in weights and 0 <= candidate <= total:
            found[first.weight][0] += candidate
            found[first.weight][1] += total
    return found


def after_zero(samples):
    """How many requests the new revision was given in these samples, all from after its share came to nothing."""
    counted = [sample.candidate for sample in samples if sample.weight == 0]
    return max(counted) - counted[0] if counted else 0


def surprise(count, total, share):
    """How likely a count as far from its expectation is by chance: the smaller tail of the binomial, twice."""
    if share in (0.0, 1.0):
        return 1.0 if count == total * share else 0.0
    odds = [math.lgamma(total + 1) - math.lgamma(k + 1) - math.lgamma(total - k + 1) + k * math.log(share)
            + (total - k) * math.log1p(-share)
            for k in (range(count + 1) if count <= total * share else range(count, total + 1))]
    return min(1.0, 2 * math.fsum(math.exp(odd) for odd in odds))
