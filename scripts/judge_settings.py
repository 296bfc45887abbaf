"""AWS's settings, read by Slipway and by botocore.

Files, endpoints, adaptive rates and command lines have to come to the same.

Where they differ on purpose, it stands here with the reason:

- A comment after a value ends it (AWS SDKs and Tools Reference Guide); botocore reads it as a part of the value.
- Empty lines are no part of a value that goes on below them; botocore keeps them.
- Names are in lower case in a nested group as elsewhere; botocore keeps their case there.
- What stands twice is merged, the last one wins (the Guide); botocore refuses the file. So it is not asked.
- Only `=` stands between a name and its value (the Guide); botocore takes `:`, too. So it is not asked.
- Regions such as aws-global are botocore's own invention, and are not asked.
- Endpoints: see DELIBERATE.
"""

import json
import math
import os
import random
import re
import shlex
import subprocess
import sys
import tempfile

import botocore
import botocore.session
from botocore.args import LEGACY_GLOBAL_STS_REGIONS
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import BotoCoreError
from botocore.retries.adaptive import ClientRateLimiter, RateClocker
from botocore.retries.bucket import TokenBucket
from botocore.retries.throttling import CubicCalculator

PROBE, COUNT, SEED = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
random_ = random.Random(SEED)


def ask_probe(orders):
    lines = "".join(json.dumps(order) + "\n" for order in orders)
    ours = subprocess.run([PROBE], input=lines, capture_output=True, text=True, check=False)
    answers = [json.loads(line) for line in ours.stdout.splitlines()]
    if ours.returncode or len(answers) != len(orders):
        sys.exit(f"the probe ended with {ours.returncode} after {len(answers)} answers: {ours.stderr.strip()}")
    return answers


# MARK: Files

PIECES = ["a", "B7", "-", "_", ".", "/", "+", "=", "==", ":", "é", "\u0301", "😀", "\"", "'", "\\", "[", "]", "%", "$"]
NAMES = [
    "region", "Output", "aws_access_key_id", "AWS_SECRET_ACCESS_KEY", "aws_session_token", "role_arn", "sso_session",
    "credential_process", "services", "max_attempts", "x y", "größe", "endpoint_url", "key-1", "a.b",
]


def words(most, pieces):
    return "".join(random_.choice(pieces) for _ in range(random_.randint(0, most)))


def a_value():
    value = words(6, PIECES + [" ", "  ", "\t", "a#b", "c;d"]).strip()
    # At its beginning it would be a comment.
    return "v" + value if value[:1] in ("#", ";") else value


def a_comment():
    return random_.choice(["", " ", "\t"]) + random_.choice("#;") + words(4, PIECES + [" ", "[x]", "y = z"])


def some_properties():
    lines = []
    base = random_.choice(["", "", "", " ", "\t", "    "])
    for name in random_.sample(NAMES, random_.randint(0, 6)):
        equals = random_.choice(["=", " = ", " =", "= ", "\t=\t"])
        value = a_value()
        kind = random_.random()
        if kind < 0.15:
            lines.append(base + name + equals.rstrip())
            for inner in random_.sample(NAMES, random_.randint(1, 3)):
                lines.append(base + random_.choice(["  ", "\t", "      "]) + inner + equals + a_value())
        else:
            if value and random_.random() < 0.2:
                value += random_.choice([" #", "\t; ", "   # "]) + words(3, ["c", " ", "=", "#", "[", "é"])
            lines.append(base + name + equals + value)
            if value and kind < 0.3:
                for _ in range(random_.randint(1, 3)):
                    lines.append(base + random_.choice(["  ", "\t\t", " \t"]) + "w" + a_value())
                    if random_.random() < 0.2:
                        lines.append(random_.choice(["", "  ", a_comment()]))
        if random_.random() < 0.2:
            lines.append(random_.choice(["", "\t", a_comment()]))
    return lines


def a_file(titles):
    lines = [random_.choice(["", a_comment()]) for _ in range(random_.randint(0, 2))]
    for title in random_.sample(titles, random_.randint(0, len(titles))):
        lines.append(f"[{title}]" + random_.choice(["", "", " ", " # a comment", "\t; another"]))
        lines += some_properties()
    if random_.random() < 0.1:
        bad = ["nonsense", "[unclosed", "= value", "b\udcff = c", "[]"]
        lines.insert(random_.randint(0, len(lines)), random_.choice(bad))
    text = random_.choice(["\n", "\n", "\r\n"]).join(lines) + random_.choice(["", "\n"])
    return text.encode("utf-8", "surrogateescape")


CONFIG_TITLES = [
    "default", "profile a", "profile  b", "profile\tc", "profile \"two words\"", "profile 'd e f'", "profile é",
    "sso-session s", "sso-session \"s t\"", "services v", "preview", "a", "profile x.y/z@1",
]
CREDENTIALS_TITLES = ["default", "a", "b", "two words", "d e f", "é", "profile a", "\"q\""]


def as_we_mean_it(value, inside=False):
    if isinstance(value, dict):
        return {name.lower(): as_we_mean_it(item, True) for name, item in value.items()}
    first, *rest = value.split("\n")
    first = re.split(r"[ \t][#;]", first, maxsplit=1)[0].rstrip(" \t")
    return "\n".join([first] + [line for line in rest if line])


def files_by_botocore(config, credentials):
    os.environ.update(AWS_CONFIG_FILE=config, AWS_SHARED_CREDENTIALS_FILE=credentials)
    try:
        read = botocore.session.Session().full_config
    except BotoCoreError:
        return {"refused": "E0801"}
    return {
        group: {
            name: {key: as_we_mean_it(value) for key, value in values.items()}
            for name, values in read.get(group, {}).items()
        }
        for group in ("profiles", "sso_sessions", "services")
    }


def judge_files():
    with tempfile.TemporaryDirectory() as directory:
        orders = []
        for number in range(COUNT):
            paths = [f"{directory}/{number}.{kind}" for kind in ("config", "credentials")]
            for path, titles in zip(paths, (CONFIG_TITLES, CREDENTIALS_TITLES)):
                if random_.random() < 0.95:
                    with open(path, "wb") as file:
                        file.write(a_file(titles))
            variables = dict(zip(("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"), paths))
            orders.append({"kind": "configuration", "variables": variables})
        different = refused = values = 0
        for order, ours in zip(orders, ask_probe(orders)):
            theirs = files_by_botocore(*order["variables"].values())
            refused += "refused" in theirs
            values += sum(len(profile) for group in theirs.values() if isinstance(group, dict)
                          for profile in group.values())
            if ours != theirs:
                different += 1
                if different <= 3:
                    texts = [open(path, "rb").read() for path in order["variables"].values() if os.path.exists(path)]
                    print(f"different: {texts}\n  ours     {ours}\n  botocore {theirs}")
    print(f"{COUNT} pairs of files, {values} values, {refused} pairs refused by both, {different} different")
    return different


# MARK: Endpoints

SERVICES = {
    "sts": "sts", "s3": "s3", "dynamodb": "dynamodb", "ecr": "ecr", "secretsmanager": "secretsmanager", "ssm": "ssm",
    "eks": "eks", "kms": "kms", "sns": "sns", "cloudformation": "cloudformation", "iam": "iam", "ec2": "ec2",
    "elasticloadbalancing": "elbv2", "monitoring": "cloudwatch",
}
NO_FIPS = {"aws-cn", "aws-eusc", "aws-iso-e", "aws-iso-f"}

# What differs, and why. Each has to differ still, or it has no place here.
DELIBERATE = {
    "ECR by FIPS": (
        lambda o: o["service"] == "ecr" and o["fips"] and not o["dual"],
        "AWS General Reference lists ecr-fips, the rule set writes api.ecr-fips"),
    "IAM by FIPS where there is none": (
        lambda o: o["service"] == "iam" and o["fips"] and o["partition"] in NO_FIPS,
        "no such endpoint exists: one name that is not found is as good as another"),
    "Secrets Manager by FIPS in China": (
        lambda o: o["service"] == "secretsmanager" and o["fips"] and o["dual"] and o["partition"] == "aws-cn",
        "no such endpoint exists"),
    "S3 by FIPS in China": (
        lambda o: o["service"] == "s3" and o["fips"] and o["partition"] == "aws-cn",
        "botocore refuses; we find out that the name does not exist"),
}


def endpoint_by_botocore(provider, order):
    parameters = {"Region": order["region"], "UseFIPS": order["fips"], "UseDualStack": order["dual"]}
    if order["service"] == "sts":
        parameters["UseGlobalEndpoint"] = (
            order["legacy"] and order["region"] in LEGACY_GLOBAL_STS_REGIONS
            and not order["fips"] and not order["dual"])
    try:
        found = provider.resolve_endpoint(**parameters)
    except BotoCoreError:
        return {"refused": "E0805"}
    scheme = found.properties.get("authSchemes", [{}])[0]
    return {"origin": found.url, "region": scheme.get("signingRegion") or order["region"]}


def judge_endpoints():
    loader = botocore.session.Session().get_component("data_loader")
    partitions = loader.load_data("partitions")
    providers = {
        service: EndpointProvider(loader.load_service_model(name, "endpoint-rule-set-1"), partitions)
        for service, name in SERVICES.items()
    }
    regions = [(partition["id"], region) for partition in partitions["partitions"]
               for region in partition["regions"] if not region.endswith("-global")]
    orders = [
        {
            "kind": "endpoint", "service": service, "region": region, "partition": partition, "fips": fips,
            "dual": dual, "legacy": legacy,
            "variables": {
                "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
                "AWS_USE_FIPS_ENDPOINT": str(fips).lower(), "AWS_USE_DUALSTACK_ENDPOINT": str(dual).lower(),
                "AWS_STS_REGIONAL_ENDPOINTS": "legacy" if legacy else "regional",
            },
        }
        for service in SERVICES for partition, region in regions for fips in (False, True) for dual in (False, True)
        for legacy in ((False, True) if service == "sts" else (False,))
    ]
    different = 0
    deliberate = dict.fromkeys(DELIBERATE, 0)
    for order, ours in zip(orders, ask_probe(orders)):
        theirs = endpoint_by_botocore(providers[order["service"]], order)
        if ours == theirs:
            continue
        reasons = [name for name, (is_meant, _reason) in DELIBERATE.items() if is_meant(order)]
        for name in reasons:
            deliberate[name] += 1
        if not reasons:
            different += 1
            if different <= 10:
                said = {name: order[name] for name in ("service", "region", "fips", "dual", "legacy")}
                print(f"different: {said}\n  ours     {ours}\n  botocore {theirs}")
    for name, count in deliberate.items():
        print(f"  {count} on purpose: {name} ({DELIBERATE[name][1]})")
        if not count:
            print(f"different: {name} does not differ any more")
            different += 1
    print(f"{len(orders)} endpoints of {len(SERVICES)} services in {len(regions)} regions, "
          f"{sum(deliberate.values())} different on purpose, {different} different")
    return different


# MARK: Adaptive rates

class Clock:
    """Time that passes when it is told to."""

    def __init__(self, now):
        self.now = now

    def current_time(self):
        return self.now


class Waiting:
    """In place of a condition: to wait lets time pass."""

    def __init__(self, clock):
        self.clock = clock

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        pass

    def notify(self):
        pass

    def wait(self, seconds):
        # At least to the next time there is, or it would wait for ever.
        self.clock.now = max(self.clock.now + seconds, math.nextafter(self.clock.now, math.inf))


class Answer:
    """In place of the detector of throttling: the judge says what it is."""

    def is_throttling_error(self, throttled):
        return throttled


def a_history():
    """What botocore does: at which time it sends, how long it waits before, at which rate afterwards."""
    clock = Clock(random_.choice([0.0, 12.25, 9_876.5432]))
    bucket = TokenBucket(max_rate=1, clock=clock)
    bucket._new_fill_rate_condition = Waiting(clock)
    limiter = ClientRateLimiter(CubicCalculator(0, clock.now), RateClocker(clock), bucket, Answer(), clock)
    events, expected = [], []
    pace = random_.choice([0.002, 0.05, 0.4, 3.0])
    throttled = random_.choice([0.0, 0.02, 0.3, 0.9])
    for _ in range(200):
        before = clock.now
        limiter.on_sending_request(None)
        events.append((before, "send"))
        expected.append(clock.now - before)
        clock.now += random_.expovariate(1 / pace)
        is_throttled = random_.random() < throttled
        limiter.on_receiving_response(throttled=is_throttled)
        events.append((clock.now, "throttled" if is_throttled else "fine"))
        expected.append(bucket.max_rate)
        clock.now += random_.choice([0.0, 0.0, 0.001, random_.expovariate(1 / pace)])
    return events, expected


def judge_rates():
    histories = [a_history() for _ in range(200)]
    found = ask_probe([{"kind": "rates", "events": events} for events, _ in histories])
    worst = different = 0
    for (events, expected), ours in zip(histories, found):
        distances = [abs(mine - theirs) / max(1.0, abs(theirs)) for mine, theirs in zip(ours, expected)]
        worst = max(worst, *distances)
        if len(ours) != len(expected) or max(distances) > 1e-9:
            different += 1
            place = next((index for index, distance in enumerate(distances) if distance > 1e-9), len(ours) - 1)
            if different <= 3:
                print(f"different: event {place}, {events[max(0, place - 3):place + 1]}: {ours[place]}, "
                      f"botocore {expected[place]}")
    waits = sum(wait > 0 for _, expected in histories for wait in expected[::2])
    print(f"{len(histories)} histories of 400 events, {waits} waits, largest difference {worst:.1e}, "
          f"{different} different")
    return different


# MARK: Command lines

def judge_words():
    pieces = [
        "a", "/b", "-", "é", "\u0301", "\"", "\"", "'", "'", "\\", "\\\"", " ", "  ", "\t", "\r", "\n", "#", "$x", ";",
        "|",
    ]
    lines = [words(10, pieces) for _ in range(COUNT * 5)]
    different = refused = 0
    for line, ours in zip(lines, ask_probe([{"kind": "words", "line": line} for line in lines])):
        try:
            theirs = shlex.split(line)
        except ValueError:
            theirs = None
            refused += 1
        if ours != theirs:
            different += 1
            if different <= 3:
                print(f"different: {line!r}: {ours}, shlex {theirs}")
    print(f"{len(lines)} command lines, {refused} refused by both, {different} different from shlex")
    return different


os.environ.pop("AWS_PROFILE", None)
faults = judge_files() + judge_endpoints() + judge_rates() + judge_words()
print(f"botocore {botocore.__version__}, seed {SEED}")
sys.exit(1 if faults else 0)
