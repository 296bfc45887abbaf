"""Random inputs, worked out by Slipway and by scipy; every number has to be the same to 1e-9.

Of what scipy has no function for, the reference is made of its distributions: the pooled z in fractions, powers from
the normal distribution, and least sizes and rises by searching with these powers. The interval of Hodges and Lehmann is
judged by the function whose root R's wilcox.test takes: by its sign between neighbouring differences, and, where no two
differences are the same, by scipy's root finder as well.
"""

import json
import math
import random
import subprocess
import sys
import warnings
from collections import Counter
from fractions import Fraction

import numpy
import scipy
from scipy import optimize, special, stats

PROBE, COUNT, SEED = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
random_ = random.Random(SEED)
# The limit of Sample, and of what Proportion counts.
MOST = 10 ** 9
# scipy's incomplete beta function loses its figures on the way to underflow: 12 % at 2e-286.
TINY = 1e-200


# MARK: Inputs


def a_size():
    kind = random_.random()
    if kind < 0.03:
        return 0
    return random_.randint(1, 12 if kind < 0.5 else 60 if kind < 0.85 else 500)


def two_samples(least=0):
    """Of one kind and scale: continuous, or of few values and so with ties, which are exact in binary."""
    kind = random_.choice(["normal", "exponential", "lattice", "few", "constant", "half"])
    scale = random_.choice([1.0, 1.0, 2.0 ** random_.randint(-990, 990)])
    offset = random_.choice([0, 0, random_.randint(-1000, 1000)])
    shift = random_.choice([0, 0, random_.randint(-3, 3)])
    constants = [random_.randint(-2, 2), random_.randint(-2, 2)]

    def one(which):
        if kind == "normal":
            return random_.gauss(0, 1)
        if kind == "exponential":
            return random_.expovariate(1)
        if kind == "lattice":
            return random_.randint(-20, 20)
        if kind == "few":
            return random_.randint(0, 2)
        if kind == "half" and which:
            return random_.choice([random_.gauss(0, 1), 0.5])
        return constants[which]

    def sample(which):
        values = [(one(which) + offset + shift * which) * scale for _ in range(max(least, a_size()))]
        if values and random_.random() < 0.02:
            values[random_.randrange(len(values))] = random_.choice([math.nan, math.inf, -math.inf, 1e308])
        return values

    return {"x": sample(0), "y": sample(1)}


def untied_samples():
    """So few in one of them that the distribution is worked out exactly."""
    few, many = random_.randint(1, 8), random_.randint(1, 300)
    shift = random_.choice([0, 0, random_.randint(-1000, 1000)])
    values = random_.sample(range(-1000, 1000), few + many)
    samples = [[value + shift + 0.5 for value in values[:few]], values[few:]]
    random_.shuffle(samples)
    return {"x": samples[0], "y": samples[1], "normal": False}


def a_confidence():
    return random_.choice([0.98, 0.95, 0.9, random_.uniform(0.01, 0.999999), 1 - 10 ** random_.uniform(-6, -1)])


def a_tail():
    return random_.choice([random_.random(), 10 ** random_.uniform(-300, 0), 1 - 10 ** random_.uniform(-9, 0)])


def an_integer(most):
    return min(most, int(10 ** random_.uniform(0, math.log10(most))))


def a_quantile(least=0):
    return {**two_samples(least), "p": random_.choice([0.5, 0.9, random_.random(), random_.uniform(0.1, 0.9)]),
            "confidence": random_.uniform(0.1, 0.999)}


def some_trials():
    trials = an_integer(MOST)
    likely = random_.choice([random_.random(), 10 ** random_.uniform(-6, 0)])
    successes = random_.choice([0, trials, int(trials * likely), min(trials, random_.randint(0, 5))])
    return successes, trials


def a_rate():
    return random_.choice([0.0, random_.uniform(0, 0.99), 10 ** random_.uniform(-6, -0.01)])


def a_pair_of_proportions():
    k, n = some_trials()
    l, m = some_trials()
    if random_.random() < 0.5:
        m = an_integer(MOST)
        spread = random_.uniform(-4, 4) * math.sqrt(m * max(k / n * (1 - k / n), 1e-9))
        l = min(m, max(0, int(m * k / n + spread)))
    return {"k": k, "n": n, "l": l, "m": m, "confidence": a_confidence()}


def a_binomial():
    # Above, scipy's own error for rates near 1/n passes what is accepted here.
    n = an_integer(10 ** 6)
    rate = random_.choice([0.0, 1.0, random_.random(), 10 ** random_.uniform(-9, 0)])
    near = int(n * rate + random_.uniform(-6, 6) * math.sqrt(n * rate * (1 - rate)))
    return {"n": n, "rate": rate, "k": random_.choice([near, near, random_.randint(-1, n + 1)]),
            "p": random_.uniform(0.0005, 0.9995)}


def a_test_of_proportions():
    baseline = a_rate()
    return {"baseline": baseline, "alpha": random_.choice([0.05, 0.01, 0.5, 10 ** random_.uniform(-9, -0.4)]),
            "rise": (1 - baseline) * random_.choice([random_.random(), 10 ** random_.uniform(-3, 0)]),
            "power": random_.choice([0.8, 0.9, 0.5, random_.uniform(0.5, 0.9999)]),
            "stable": an_integer(MOST), "canary": an_integer(MOST), "allocation": 10 ** random_.uniform(-2.9, 2.9)}


def a_test_of_ranks():
    return {"alpha": random_.choice([0.05, 0.01, 0.5, 10 ** random_.uniform(-9, -0.4)]),
            "share": random_.uniform(0.01, 0.99), "superiority": 0.5 + 0.5 * random_.uniform(0.001, 1),
            "power": random_.uniform(0.5, 0.9999), "observations": max(2, an_integer(MOST))}


# MARK: References. Each gives its numbers and the scale below which a difference does not count


def by_normal(order):
    z, p = order["z"], order["p"]
    return [special.ndtr(z), special.ndtr(-z), special.ndtri(p), -special.ndtri(p)], 1e-300


def by_beta(order):
    a, b = order["a"], order["b"]
    return [special.betainc(a, b, order["x"]), special.betaincinv(a, b, order["p"])], TINY


def by_binomial(order):
    law = stats.binom(order["n"], order["rate"])
    p = order["p"]
    return [law.pmf(order["k"]), law.cdf(order["k"]), law.sf(order["k"]), max(0, law.ppf(p)), law.isf(p)], TINY


def refusal(*samples):
    for sample in samples:
        if not sample:
            return "noObservations"
        if not all(abs(value) <= sys.float_info.max / 4 for value in sample):
            return "notFinite"
    return None


def by_mannwhitneyu(order):
    x, y = order["x"], order["y"]
    if said := refusal(x, y):
        return said, 0
    tied = len(set(x + y)) < len(x + y)
    exact = not order["normal"] and not tied and min(len(x), len(y)) <= 8
    method = "asymptotic" if order["normal"] else "auto"
    results = [stats.mannwhitneyu(x, y, alternative=side, method=method, use_continuity=True)
               for side in ("two-sided", "greater", "less")]
    u = results[0].statistic
    return [u, len(x) * len(y) - u, float(exact)] + [result.pvalue for result in results], 1e-300


def shift_test(x, y, reach, shift):
    """What R's wilcox.test makes 0 to find an end of its interval."""
    ranks = stats.rankdata(numpy.concatenate([x - shift, y]))
    n, m = len(x), len(y)
    excess = ranks[:n].sum() - n * (n + 1) / 2 - n * m / 2
    ties = Counter(ranks.tolist()).values()
    deviation = math.sqrt(n * m / 12 * (n + m + 1 - sum(t ** 3 - t for t in ties) / ((n + m) * (n + m - 1))))
    return (excess - numpy.sign(excess) * 0.5) / deviation - reach


def end_of_interval(x, y, reach, differences):
    """The difference at which the test's sign changes; at the ends of all, where it never does."""
    low, high = 0, len(differences) - 1
    while low < high:
        middle = (low + high) // 2
        between = differences[middle] / 2 + differences[middle + 1] / 2
        if shift_test(x, y, reach, between) > 0:
            low = middle + 1
        else:
            high = middle
    found = differences[low]
    if len(differences) == len(x) * len(y) > 2 and 0 < low < len(differences) - 1:
        size = numpy.abs(differences).max()
        root = optimize.brentq(lambda shift: shift_test(x, y, reach, shift * size), differences[0] / size,
                               differences[-1] / size, xtol=1e-15, rtol=1e-15, maxiter=2000)
        if abs(root * size - found) > 1e-9 * max(size, numpy.abs(x).max()):
            sys.exit(f"two references differ: {root * size} {found} {x} {y} {reach}")
    return found


def by_shift_test(order):
    if said := refusal(order["x"], order["y"]):
        return said, 0
    x, y = numpy.array(order["x"]), numpy.array(order["y"])
    every = numpy.subtract.outer(x, y).ravel()
    unique = numpy.unique(every)
    reach = stats.norm.isf((1 - order["confidence"]) / 2)
    numbers = [numpy.median(every), end_of_interval(x, y, reach, unique), end_of_interval(x, y, -reach, unique)]
    return numbers, max(numpy.abs(x).max(), numpy.abs(y).max())


def wilson(k, n, confidence):
    interval = stats.binomtest(k, n).proportion_ci(confidence, method="wilson")
    return interval.low, interval.high


def by_binomtest(order):
    k, n, tail = order["k"], order["n"], (1 - order["confidence"]) / 2
    exact = [0.0 if k == 0 else special.betaincinv(k, n - k + 1, tail),
             1.0 if k == n else special.betainccinv(k + 1, n - k, tail)]
    return [*wilson(k, n, order["confidence"]), *exact], 1


def by_fractions(order):
    k, n, l, m = (order[name] for name in "knlm")
    p, q = Fraction(k, n), Fraction(l, m)
    pooled = Fraction(k + l, n + m)
    reach = stats.norm.isf((1 - order["confidence"]) / 2)
    half = reach * math.sqrt(p * (1 - p) / n + q * (1 - q) / m)
    difference = float(p - q)
    (p_low, p_high), (q_low, q_high) = wilson(k, n, order["confidence"]), wilson(l, m, order["confidence"])
    p, q = float(p), float(q)
    intervals = [difference - half, difference + half, difference - math.hypot(p - p_low, q_high - q),
                 difference + math.hypot(p_high - p, q - q_low)]
    if pooled in (0, 1):
        return [0, 1, 1, 1] + intervals, [1] * 8
    variance = pooled * (1 - pooled) * Fraction(n + m, n * m)
    z = math.copysign(math.sqrt((Fraction(k, n) - Fraction(l, m)) ** 2 / variance), difference)
    tests = [z, 2 * stats.norm.sf(abs(z)), stats.norm.sf(z), stats.norm.cdf(z)]
    return tests + intervals, [0] + [1e-300] * 3 + [1] * 4


def by_quantile_test(order):
    if said := refusal(order["x"]):
        return said, 0
    x, p = numpy.array(order["x"]), order["p"]
    interval = stats.quantile_test(x, p=p).confidence_interval(order["confidence"])
    ends = [interval.low, interval.high]
    if numpy.isnan(ends).any():
        ends = [None, None]
    return [numpy.quantile(x, p), *ends], numpy.abs(x).max()


def by_two_quantile_tests(order):
    if said := refusal(order["x"], order["y"]):
        return said, 0
    each = dict(p=order["p"], confidence=math.sqrt(order["confidence"]))
    one, scale = by_quantile_test({"x": order["x"], **each})
    other, scale_ = by_quantile_test({"x": order["y"], **each})
    if None in one + other:
        return "tooFew", 0
    return [one[0] - other[0], one[1] - other[2], one[2] - other[1]], max(scale, scale_)


def a_power(order, rise, stable, canary):
    first, second = order["baseline"], min(1.0, order["baseline"] + rise)
    mean = (first * stable + second * canary) / (stable + canary)
    pooled = math.sqrt(max(0.0, mean * (1 - mean) * (1 / stable + 1 / canary)))
    separate = math.sqrt(first * (1 - first) / stable + second * (1 - second) / canary)
    beyond = rise - stats.norm.isf(order["alpha"]) * pooled
    return special.ndtr(beyond / separate) if separate else float(beyond > 0)


def by_powers(order):
    stable, canary, most = order["stable"], order["canary"], 1 - order["baseline"]

    def lacking(rise):
        return a_power(order, rise, stable, canary) - order["power"]

    power = lacking(order["rise"]) + order["power"]
    if lacking(most) < 0:
        return [power, None], 1e-6
    if order["alpha"] == 0.5 and order["power"] == 0.5:
        return [power, 0.0], 1e-6
    return [power, optimize.brentq(lacking, 1e-300, most, xtol=1e-16, rtol=1e-14)], 1e-6


def by_search(order):
    """The least canary that has the power, where the stable need not be whole."""

    def has(canary):
        return a_power(order, order["rise"], canary * order["allocation"], canary) >= order["power"]

    low, high = 1, 2 * MOST
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if has(middle) else (middle + 1, high)
    stable = math.ceil(low * order["allocation"])
    return ("tooMany(limit: 1000000000)" if max(low, stable) > MOST else [stable, low]), 0


def by_noether(order):
    """The power, and the least superiority and observations by searching with it."""
    share, total, alarm = order["share"], order["observations"], stats.norm.isf(order["alpha"])

    def power(superiority, observations):
        return special.ndtr(math.sqrt(12 * share * (1 - share) * observations) * (superiority - 0.5) - alarm)

    least = None
    if power(1, total) >= order["power"]:
        least = optimize.brentq(lambda value: power(value, total) - order["power"], 0.5, 1, xtol=1e-16, rtol=1e-15) \
            if power(0.5, total) < order["power"] else 0.5
    low, high = 2, 2 * MOST
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if power(order["superiority"], middle) >= order["power"] else (middle + 1, high)
    if low > MOST:
        return "tooMany(limit: 1000000000)", 0
    return [power(order["superiority"], total), least, low], 1e-6


# MARK: The comparison

# The function, how its inputs are made, what it is judged by, the relative deviation that is accepted.
JUDGED = [
    ("normal", lambda: {"z": random_.uniform(-37, 37), "p": a_tail()}, by_normal, 1e-12),
    ("beta", lambda: {"a": 10 ** random_.uniform(-1, 6), "b": 10 ** random_.uniform(-1, 6), "x": random_.random(),
                      "p": random_.random()}, by_beta, 1e-9),
    ("binomial", a_binomial, by_binomial, 1e-9),
    ("mann-whitney", lambda: {**two_samples(), "normal": random_.random() < 0.5}, by_mannwhitneyu, 1e-9),
    ("mann-whitney", untied_samples, by_mannwhitneyu, 1e-9),
    ("hodges-lehmann", lambda: {**two_samples(), "confidence": a_confidence()}, by_shift_test, 1e-9),
    ("one-proportion", lambda: dict(zip("kn", some_trials()), confidence=a_confidence()), by_binomtest, 1e-9),
    ("two-proportions", a_pair_of_proportions, by_fractions, 1e-9),
    ("quantile", a_quantile, by_quantile_test, 1e-9),
    ("quantile-difference", lambda: a_quantile(random_.choice([0, 50, 50, 50])), by_two_quantile_tests, 1e-9),
    ("proportion-power", a_test_of_proportions, by_powers, 1e-9),
    ("least-trials", a_test_of_proportions, by_search, 1e-9),
    ("rank-sum-power", a_test_of_ranks, by_noether, 1e-9),
]


def for_json(value):
    if isinstance(value, list):
        return [for_json(one) for one in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def deviation(ours, reference, scale):
    """The worst of the relative deviations; infinite where the answers are of different kinds."""
    if isinstance(reference, str) or isinstance(ours, str):
        return 0.0 if ours == reference else math.inf
    scales = scale if isinstance(scale, list) else [scale] * len(reference)
    worst = 0.0
    for our, their, least in zip(ours, reference, scales, strict=True):
        if our is None or their is None:
            worst = max(worst, 0.0 if our is their else math.inf)
            continue
        our, their = float(our), float(their)
        if our != their:
            error = abs(our - their) / max(abs(our), abs(their), least)
            worst = max(worst, math.inf if math.isnan(error) else error)
    return worst


def judge(function, make, refer, accepted):
    orders = [make() for _ in range(COUNT)]
    lines = "".join(
        json.dumps({"function": function, **{name: for_json(value) for name, value in order.items()}}) + "\n"
        for order in orders)
    told = subprocess.run([PROBE], input=lines, capture_output=True, text=True, check=False)
    answers = told.stdout.splitlines()
    if told.returncode or len(answers) != COUNT:
        sys.exit(f"the probe ended with {told.returncode} after {len(answers)} of {function}: {told.stderr[-500:]}")
    worst, different, refused = 0.0, 0, 0
    for order, answer in zip(orders, answers):
        ours = json.loads(answer)
        reference, scale = refer(order)
        refused += isinstance(reference, str)
        error = deviation(ours, reference, scale)
        if error > accepted:
            different += 1
            if different <= 3:
                print(f"different: {function} {str(order)[:700]}\n  ours {ours}\n  reference {reference}")
        else:
            worst = max(worst, error)
    print(f"{function:20} {COUNT} inputs, {refused} refused by both, {different} different, worst deviation {worst:.1e}")
    return different


warnings.simplefilter("ignore")
differences_ = sum(judge(*row) for row in JUDGED)
print(f"{len(JUDGED)} x {COUNT} inputs, {differences_} different from scipy {scipy.__version__}, seed {SEED}")
sys.exit(1 if differences_ else 0)
