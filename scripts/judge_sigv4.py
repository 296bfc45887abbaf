"""Random requests, signed by Slipway's signer and by botocore's; every signature has to be the same.

What botocore does not do alike is not asked: of a presigned address it loses repeated parameters and makes parameters
of the body, and it reads values of headers as text.
"""

import datetime
import json
import random
import subprocess
import sys
from urllib.parse import quote

import botocore.auth
import botocore.awsrequest
import botocore.credentials

PROBE, COUNT, SEED = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
SAFE = "-_.~"
PIECES = [
    "a", "B", "9", "-", "_", ".", "~", " ", "+", "%", "/", "=", "&", "?", "#", ":", "@", "!", "$", "'", "(", ")", "*",
    ",", ";", "[", "]", "\"", "<", ">", "\\", "^", "`", "{", "|", "}", "é", "ሴ", "😀", "..", "//", "\u0301", "%2F",
]
random_ = random.Random(SEED)


def words(most, pieces=None):
    return "".join(random_.choice(pieces or PIECES) for _ in range(random_.randint(0, most)))


def a_path(is_s3):
    segments = [words(4) for _ in range(random_.randint(0, 4))]
    path = "/" + "/".join(quote(segment, safe=SAFE + ("/" if is_s3 else "")) for segment in segments)
    if random_.random() < 0.2:
        path += random_.choice(["/.", "/..", "//", "/./", "/../a", "/a/../../b"])
    return path


def a_query(is_presigned):
    pairs = [(words(3), words(4)) for _ in range(random_.choice([0, 0, 1, 2, 5]))]
    pairs = [(name, value) for name, value in pairs if name and not name.lower().startswith("x-amz-")]
    if is_presigned:
        pairs = list(dict(pairs).items())
    elif pairs and random_.random() < 0.3:
        pairs.append((pairs[0][0], words(3)))
    items = []
    for name, value in pairs:
        item = quote(name, safe=SAFE)
        # A name alone means an empty value.
        items.append(item if not value and random_.random() < 0.5 else f"{item}={quote(value, safe=SAFE)}")
    return "&".join(items)


def some_headers():
    letters = ["a", "B", "7", "-", "x"]
    headers = []
    for _ in range(random_.choice([0, 1, 2, 4])):
        name = "My-" + words(5, letters)
        value = words(6, ["a", "b", " ", "  ", "\t", "\"", ",", "=", ";", "/", "1"])
        headers.append((name, value))
        if random_.random() < 0.3:
            headers.append((name.swapcase(), words(3, ["z", "y", " "])))
    if random_.random() < 0.3:
        headers.append(("User-Agent", "tool/1"))
    if random_.random() < 0.2:
        headers.append(("X-Amzn-Trace-Id", "Root=1"))
    if random_.random() < 0.3:
        headers.append(("X-Amz-Target", "Service.Action"))
    return headers


def an_order():
    is_s3 = random_.random() < 0.4
    lifetime = random_.choice([None, None, 1, 900, 604800])
    moment = datetime.datetime.fromtimestamp(random_.randint(0, 4_000_000_000), datetime.timezone.utc)
    body = bytes(random_.getrandbits(8) for _ in range(random_.choice([0, 0, 1, 63, 64, 65, 300])))
    if lifetime is not None:
        body = b""
    query = a_query(lifetime is not None)
    return {
        "rules": "s3" if is_s3 else "standard", "service": "s3" if is_s3 else random_.choice(["sts", "ec2", "es"]),
        "region": random_.choice(["us-east-1", "eu-west-1", "cn-north-1"]), "time": moment.strftime("%Y%m%dT%H%M%SZ"),
        "key": "AKID" + words(12, ["A", "7"]), "secret": words(60, ["a", "/", "+", "Z"]) or "s",
        "token": random_.choice([None, "tok/en+=" + words(80, ["q", "/", "="])]), "lifetime": lifetime,
        "method": random_.choice(["GET", "PUT", "POST", "DELETE", "HEAD"]), "path": a_path(is_s3), "query": query,
        "headers": some_headers(), "body": body, "host": random_.choice(["example.amazonaws.com", "b.s3.amazonaws.com"]),
    }


def by_botocore(order):
    moment = datetime.datetime.strptime(order["time"], "%Y%m%dT%H%M%SZ")
    botocore.auth.get_current_datetime = lambda *_args, **_kinds: moment
    credentials = botocore.credentials.Credentials(order["key"], order["secret"], order["token"])
    kinds = {
        ("standard", False): botocore.auth.SigV4Auth, ("s3", False): botocore.auth.S3SigV4Auth,
        ("standard", True): botocore.auth.SigV4QueryAuth, ("s3", True): botocore.auth.S3SigV4QueryAuth,
    }
    kind = kinds[order["rules"], order["lifetime"] is not None]
    more = {} if order["lifetime"] is None else {"expires": order["lifetime"]}
    # Without TLS it always signs the body.
    url = f"http://{order['host']}{order['path']}" + (f"?{order['query']}" if order["query"] else "")
    request = botocore.awsrequest.AWSRequest(order["method"], url, data=order["body"])
    for name, value in order["headers"]:
        request.headers.add_header(name, value)
    kind(credentials, order["service"], order["region"], **more).add_auth(request)
    if order["lifetime"] is None:
        return request.headers["Authorization"].rsplit("Signature=", 1)[1]
    return request.url.rsplit("X-Amz-Signature=", 1)[1]


def line_for_probe(order):
    target = order["path"] + (f"?{order['query']}" if order["query"] else "")
    said = dict(order, target=target.encode().hex(), body=order["body"].hex())
    said["headers"] = [["Host", order["host"]]] + [list(header) for header in order["headers"]]
    if order["rules"] == "s3" and order["lifetime"] is not None:
        said["unsigned"] = True
    return json.dumps(said, ensure_ascii=False) + "\n"


orders = [an_order() for _ in range(COUNT)]
ours = subprocess.run(
    [PROBE], input="".join(map(line_for_probe, orders)), capture_output=True, text=True, check=False)
signatures = ours.stdout.splitlines()
if ours.returncode or len(signatures) != COUNT:
    sys.exit(f"the probe ended with {ours.returncode} after {len(signatures)} signatures: {ours.stderr.strip()}")
different = [order for order, signature in zip(orders, signatures) if by_botocore(order) != signature]
for order in different[:3]:
    print(f"different: {order}")
presigned = sum(order["lifetime"] is not None for order in orders)
print(
    f"{COUNT} requests ({presigned} presigned, {sum(order['rules'] == 's3' for order in orders)} of S3, "
    f"{sum(order['token'] is not None for order in orders)} with a token), {len(different)} different from botocore "
    f"{botocore.__version__}, seed {SEED}")
sys.exit(1 if different else 0)
