"""Judges what Slipway says to AWS with boto3 and the AWS CLI; called by scripts/judge-aws with the directory of awssim
and a seed. Both sides speak to one simulator, which refuses every request whose signature does not fit."""

import base64
import contextlib
import hashlib
import http.client
import json
import os
import pathlib
import random
import re
import signal
import string
import subprocess
import sys
import tempfile
import urllib.parse

import boto3

REGION = "us-east-1"
KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true",
}
ODD_NAMES = [
    "plain", "a b", "a+b", "a%20b", "ü/日本/🚀", "~-._", "!*'()", "&$@=;:,?#[]", "a//b", "a/../b", "./a", "end/",
    "\"<>\\^`{}|"]
# Around the chunks of 64 KiB in which a body is streamed.
SIZES = [1, 8_191, 65_535, 65_536, 65_537, 131_072, 1_000_003]


class Bench:
    """Both sides, the simulator between them, and what was found."""

    def __init__(self, url, directory, seed):
        self.url, self.directory, self.random = url, pathlib.Path(directory), random.Random(seed)
        self.name = f"judge-{seed}"
        self.environment = {**KEYS, "AWS_ENDPOINT_URL": url, "HOME": directory, "PATH": os.environ["PATH"]}
        self.checked, self.faults, self.refused = 0, [], 0
        names = ("sts", "s3", "dynamodb", "ssm", "secretsmanager", "sns", "kms", "ecr")
        session = boto3.Session(KEYS["AWS_ACCESS_KEY_ID"], KEYS["AWS_SECRET_ACCESS_KEY"], region_name=REGION)
        self.boto = {name: session.client(name, endpoint_url=url) for name in names}

    def same(self, what, wanted, found):
        self.checked += 1
        if wanted != found:
            self.faults.append(f"{what}: wanted {str(wanted)[:300]!r}, found {str(found)[:300]!r}")

    def run(self, *words, body=b"", **variables):
        return subprocess.run(
            ["slipway", "-C", self.directory, *words], input=body, capture_output=True, check=False, timeout=120,
            env={**self.environment, **variables})

    def slipway(self, *words, body=b""):
        """What it prints; a failure of it is a fault."""
        done = self.run(*words, body=body)
        self.same(f"slipway {' '.join(words)}: {done.stderr.decode()}", 0, done.returncode)
        return done.stdout

    def action(self, service, name, **members):
        body = json.dumps(members).encode()
        return json.loads(self.slipway("aws", "request", service, "--action", name, "--body", "-", body=body) or b"{}")

    def bytes(self, count):
        return self.random.randbytes(count)

    def file(self, content):
        path = self.directory / "body"
        path.write_bytes(content)
        return str(path)

    def fetch(self, target, headers=None):
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=30)
        with contextlib.closing(connection):
            connection.request("GET", target, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()


def judge_identity(bench):
    caller = bench.boto["sts"].get_caller_identity()
    told = json.loads(bench.slipway("aws", "whoami", "--json"))
    bench.same("whoami", [caller["Account"], caller["Arn"], caller["UserId"]],
               [told["account"], told["arn"], told["user"]])
    wrong = bench.run("aws", "whoami", AWS_SECRET_ACCESS_KEY="wrong")
    bench.refused += 1
    bench.same("whoami with a wrong secret", True, wrong.returncode != 0 and b"error[E" in wrong.stderr)


def judge_objects(bench):
    """Odd keys in both directions, and bodies in chunks whose checksum S3 keeps."""
    s3, bucket = bench.boto["s3"], f"{bench.name}-objects"
    bench.slipway("aws", "request", "s3", f"/{bucket}", "--method", "PUT")
    for key in ODD_NAMES:
        target = f"/{bucket}/{urllib.parse.quote(key, safe='/-._~')}"
        content, other = bench.bytes(bench.random.randrange(2_000)), bench.bytes(100)
        bench.slipway("aws", "request", "s3", target, "--method", "PUT", "--body", bench.file(content))
        bench.same(f"object {key}", content, s3.get_object(Bucket=bucket, Key=key)["Body"].read())
        s3.put_object(Bucket=bucket, Key=key, Body=other)
        bench.same(f"object {key} of boto3", other, bench.slipway("aws", "request", "s3", target))
    bench.same("keys", sorted(ODD_NAMES),
               sorted(entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket)["Contents"]))
    for size in SIZES:
        content = bench.bytes(size)
        # S3 keeps the checksum at the end of a body by itself; moto wants to be told of it.
        bench.slipway("aws", "request", "s3", f"/{bucket}/streamed", "--method", "PUT", "--stream",
                      "--body", bench.file(content), "--header", "X-Amz-Sdk-Checksum-Algorithm: SHA256")
        found = s3.get_object(Bucket=bucket, Key="streamed", ChecksumMode="ENABLED")
        bench.same(f"streamed {size}", content, found["Body"].read())
        bench.same(f"checksum of {size}", base64.b64encode(hashlib.sha256(content).digest()).decode(),
                   found.get("ChecksumSHA256"))
        bench.same(f"encoding of {size}", None, found.get("ContentEncoding") or None)


def judge_signed(bench):
    """Requests and addresses that `slipway aws sign` signed and somebody else sends."""
    content, host = bench.bytes(500), bench.url.removeprefix("http://")
    path = f"/{bench.name}-objects/a%20signed%2Bkey"
    bench.boto["s3"].put_object(Bucket=f"{bench.name}-objects", Key="a signed+key", Body=content)
    raw = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
    signed = bench.slipway("aws", "sign", "--service", "s3", body=raw).decode().split("\r\n")
    headers = dict(line.split(":", 1) for line in signed[1:] if line)
    bench.same("a signed request", (200, content), bench.fetch(path, headers))
    line = bench.slipway("aws", "sign", "--service", "s3", "--presign", "300", body=raw).decode().split(" ")
    bench.same("a presigned address", (200, content), bench.fetch(line[1]))
    bench.refused += 1
    bench.same("a changed address", 403, bench.fetch(line[1].replace("X-Amz-Expires=300", "X-Amz-Expires=301"))[0])


def judge_items(bench):
    dynamodb, table = bench.boto["dynamodb"], bench.name
    bench.action(
        "dynamodb", "CreateTable", TableName=table, BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}])
    for number in range(10):
        text = "".join(bench.random.choices(string.printable + "üß日🚀", k=60))
        item = {"k": {"S": str(number)}, "text": {"S": text}, "n": {"N": str(number * 7)}, "flag": {"BOOL": True},
                "list": {"L": [{"S": "a"}, {"NULL": True}]}}
        bench.action("dynamodb", "PutItem", TableName=table, Item=item)
        bench.same(f"item {number}", item, dynamodb.get_item(TableName=table, Key={"k": item["k"]}).get("Item"))
        item["text"] = {"S": "of boto3"}
        dynamodb.put_item(TableName=table, Item=item)
        bench.same(f"item {number} of boto3", item,
                   bench.action("dynamodb", "GetItem", TableName=table, Key={"k": item["k"]}).get("Item"))
    order = {"TableName": table, "Item": {"k": {"S": "0"}}, "ConditionExpression": "attribute_not_exists(k)"}
    refused = bench.run(
        "aws", "request", "dynamodb", "--action", "PutItem", "--body", "-", body=json.dumps(order).encode())
    bench.same("an item that is there", True,
               refused.returncode != 0 and b"ConditionalCheckFailedException" in refused.stderr)
    bench.same("an item that is there, afterwards", "of boto3",
               dynamodb.get_item(TableName=table, Key={"k": {"S": "0"}})["Item"]["text"]["S"])


def judge_secrets(bench):
    """Values from standard input are what boto3 reads, and what it writes is shown."""
    ssm, vault = bench.boto["ssm"], bench.boto["secretsmanager"]
    value = "".join(bench.random.choices(string.ascii_letters + string.punctuation + " üß🚀", k=80)).strip() + "."
    path, name = f"/{bench.name}/value", f"{bench.name}-secret"
    bench.slipway("secrets", "set", f"ssm:{path}", body=value.encode())
    found = ssm.get_parameter(Name=path, WithDecryption=True)["Parameter"]
    bench.same("parameter", (value, "SecureString"), (found["Value"], found["Type"]))
    ssm.put_parameter(Name=path, Value="of boto3", Type="SecureString", Overwrite=True)
    shown = bench.slipway("secrets", "get", f"ssm:{path}", "--reveal")
    bench.same("parameter of boto3", "of boto3", shown.decode().rstrip("\n"))

    bench.slipway("secrets", "set", f"secretsmanager:{name}#one", body=value.encode())
    bench.slipway("secrets", "set", f"secretsmanager:{name}#two", body=b"second")
    bench.same("secret", {"one": value, "two": "second"},
               json.loads(vault.get_secret_value(SecretId=name)["SecretString"]))
    bench.slipway("secrets", "rotate", f"secretsmanager:{name}#two", "--yes")
    rotated = json.loads(vault.get_secret_value(SecretId=name)["SecretString"])
    bench.same("secret after its replacement", (value, True),
               (rotated.get("one"), re.fullmatch(r"[\w-]{43}", rotated.get("two", "")) is not None))
    vault.put_secret_value(SecretId=name, SecretString='{"one": "of boto3"}')
    shown = bench.slipway("secrets", "get", f"secretsmanager:{name}#one", "--reveal")
    bench.same("secret of boto3", "of boto3", shown.decode().rstrip("\n"))


def judge_others(bench):
    topic = f"{bench.name}-topic"
    bench.slipway("aws", "request", "sns", "--action", "CreateTopic", "--parameter", f"Name={topic}")
    bench.same("topic", True, any(entry["TopicArn"].endswith(f":{topic}")
                                  for entry in bench.boto["sns"].list_topics()["Topics"]))
    key = bench.boto["kms"].create_key()["KeyMetadata"]["KeyId"]
    plain = bench.bytes(64)
    sealed = bench.action("kms", "Encrypt", KeyId=key, Plaintext=base64.b64encode(plain).decode())["CiphertextBlob"]
    bench.same("what was encrypted", plain,
               bench.boto["kms"].decrypt(CiphertextBlob=base64.b64decode(sealed), KeyId=key)["Plaintext"])
    told = bench.action("ecr", "GetAuthorizationToken")["authorizationData"][0]
    wanted = bench.boto["ecr"].get_authorization_token()["authorizationData"][0]
    bench.same("token of the registry", [wanted["authorizationToken"], wanted["proxyEndpoint"]],
               [told["authorizationToken"], told["proxyEndpoint"]])


def judge_token(bench):
    """A token for EKS is an address that asks STS who signed it: that of the AWS CLI but for time and signature."""
    def address(token):
        text = token.removeprefix("k8s-aws-v1.")
        return urllib.parse.urlsplit(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode())

    def form(parts):
        fixed = {name: value for name, value in urllib.parse.parse_qsl(parts.query)
                 if name not in ("X-Amz-Date", "X-Amz-Signature")}
        return parts.scheme, parts.netloc, parts.path, fixed

    cli = pathlib.Path(sys.executable).parent / "aws"
    told = json.loads(bench.slipway("aws", "eks-token", "--cluster", "judge"))
    done = subprocess.run(
        [sys.executable, cli, "eks", "get-token", "--cluster-name", "judge"], env=bench.environment,
        capture_output=True, check=True, timeout=120)
    wanted = json.loads(done.stdout)
    bench.same("kind of the token", [wanted["kind"], wanted["apiVersion"]], [told["kind"], told["apiVersion"]])
    ours, theirs = address(told["status"]["token"]), address(wanted["status"]["token"])
    bench.same("address of the token", form(theirs), form(ours))
    target = f"{ours.path}?{ours.query}"
    bench.same("the token for its cluster", 200, bench.fetch(target, {"x-k8s-aws-id": "judge"})[0])
    bench.same("the token for another cluster", 403, bench.fetch(target, {"x-k8s-aws-id": "other"})[0])
    bench.refused += 1


JUDGES = (judge_identity, judge_objects, judge_signed, judge_items, judge_secrets, judge_others, judge_token)


@contextlib.contextmanager
def simulator(directory):
    """The address of awssim, which is stopped at the end."""
    process = subprocess.Popen(
        [sys.executable, "-B", "-m", "awssim", "--port", "0", "--region", REGION], cwd=directory,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    try:
        ready = process.stdout.readline()
        if not ready:
            raise SystemExit("judge-aws: failed: awssim did not start")
        yield json.loads(ready)["url"]
    finally:
        process.terminate()
        process.wait(timeout=30)


def main():
    # Leaving by an exception stops the simulator too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    directory, seed = sys.argv[1], int(sys.argv[2])
    with simulator(directory) as url, tempfile.TemporaryDirectory(prefix="judge-aws-") as scratch:
        bench = Bench(url, scratch, seed)
        for judge in JUDGES:
            judge(bench)
        requests = json.loads(bench.fetch("/_sim/requests")[1])
    rejected = [entry for entry in requests if entry["verdict"].startswith("rejected")]
    bench.same("requests with a signature that does not fit", bench.refused, len(rejected))
    for fault in bench.faults:
        print(f"  {fault}")
    print(f"judge-aws: {bench.checked} comparisons of {len(requests)} requests, {len(bench.faults)} differ, "
          f"{len(rejected)} refused on purpose (seed {seed})")
    return 1 if bench.faults else 0


if __name__ == "__main__":
    sys.exit(main())
