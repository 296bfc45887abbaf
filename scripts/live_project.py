"""A project that is really applied to this machine, as the harnesses use it: files, command line, and what is there.

Everything is below one directory and on one block of ports of 127.0.0.1, so that several can live side by side.
"""

import collections
import hashlib
import itertools
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ENVIRONMENT = "crash"
BLOCK = 40
SPEC = """\
environment: {name}
tier: dev
service:
  name: expense-api
  program: {program}
  database: {{engine: sqlite}}
  config: {{LOG_LEVEL: info}}
{secrets}  shutdown: {{drain: 1s, grace: 5s, readyWithin: 30s}}
local:
  replicas: {replicas}
  tls: {tls}
  metrics: {metrics}
  ports: {{http: {http}, stats: {stats}, prometheus: {prometheus}, replicas: {first}}}
monitoring: {{scrapeInterval: {scrape}}}
compliance: {{owner: team}}
{more}"""

# What differs between any two runs: times, random identities, and what is derived from them.
VOLATILE_KEYS = {"lineage", "writtenAt", "sha256"}
# Below the environment's directory: measured data, logs, what supervisors keep for themselves, the histories, and what
# only saves time.
VOLATILE_PATHS = re.compile(
    r"^(local/)?digests$|^local/(logs|volumes|secrets|certificates)/|/data/|/(supervise|event)/|"
    r"\.sock(\.\d+\.tmp)?$|servers\.state$|"
    r"/routers/[^/]+/loaded$|/prometheus\.pid$|^local/scan/\.s6-svscan/|"
    r"^state/(journal/|rollouts/|requests$|requests/|audit\.jsonl$|used-plans\.jsonl$|lock\.json$|state\.json)"
)
# Records whose facts are digests of something generated.
RANDOM_FACTS = re.compile(r"/resources/(secret|certificate)/")


def port_block():
    """The first of BLOCK ports that nobody uses, below those the kernel hands out, and the socket that reserves them.

    Blocks do not overlap, and the last port of one stays bound, so that harnesses side by side get different ones.
    """
    lowest = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    for _ in range(200):
        first = random.randrange(10_000, min(lowest, 32_000) - BLOCK, BLOCK)
        reservation = socket.socket()
        try:
            reservation.bind(("127.0.0.1", first + BLOCK - 1))
            for port in range(first, first + BLOCK - 1):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
            return first, reservation
        except OSError:
            reservation.close()
    sys.exit("live_project: no free block of ports found")


class LiveProject:
    """One environment in a directory of its own, and the command line over it."""

    def __init__(self, slipway, server, *, replicas=2, tls=True, metrics=True, secret=True, program=None,
                 scrape="2s", more=""):
        self.slipway = os.path.abspath(slipway)
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="slipway-live-"))
        self.root = self.directory / ".slipway" / ENVIRONMENT
        self.rendered = self.directory / "rendered"
        self.seam_log = self.directory / "seams.log"
        self.first_port, self.reservation = port_block()
        self.has_tls = tls
        first = self.first_port
        (self.directory / "environments").mkdir()
        self.spec = self.directory / "environments" / f"{ENVIRONMENT}.yaml"
        self.spec.write_text(SPEC.format(
            name=ENVIRONMENT, program="server", replicas=replicas, tls=str(tls).lower(), metrics=str(metrics).lower(),
            secrets='  secrets: {API_KEY_FILE: "generate:32"}\n' if secret else "", scrape=scrape, more=more,
            http=first, stats=first + 1, prometheus=first + 2, first=first + 10))
        if program:
            (self.directory / "server").write_text(program)
            (self.directory / "server").chmod(0o755)
        else:
            shutil.copy(server, self.directory / "server")

    # The command line

    def arguments(self, *words):
        return [self.slipway, "-C", str(self.directory), *words]

    def variables(self, **more):
        kept = {name: value for name, value in os.environ.items()
                if name not in ("GITHUB_ACTIONS", "CLICOLOR_FORCE") and not name.startswith("SLIPWAY_")}
        return dict(kept, NO_COLOR="1", **more)

    def run(self, *words, timeout=120, **variables):
        """Runs to the end and returns the outcome; `seams` of it are the names of the seams it reached."""
        self.seam_log.write_text("")
        started = time.monotonic()
        outcome = subprocess.run(
            self.arguments(*words), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout,
            env=self.variables(SLIPWAY_SEAM_LOG=str(self.seam_log), **variables))
        outcome.seconds = time.monotonic() - started
        outcome.seams = self.seam_log.read_text().split()
        return outcome

    def start(self, *words, variables=None, **options):
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        return subprocess.Popen(
            self.arguments(*words), stdin=subprocess.DEVNULL, text=True, env=self.variables(**(variables or {})),
            **options)

    # What is there

    def state(self):
        """The state, without what differs between any two runs."""
        path = self.root / "state" / "state.json"
        return scrubbed(json.loads(path.read_text())) if path.exists() else None

    def lock_holder(self):
        path = self.root / "state" / "lock.json"
        return json.loads(path.read_text())["content"]["holder"] if path.exists() else None

    def inventory(self):
        """Every path of the environment and of its documents, with mode and digest; what varies is left out."""
        kept = {}
        for directory, names, files in itertools.chain(os.walk(self.root), os.walk(self.rendered)):
            top = self.root if directory.startswith(str(self.root)) else self.directory
            for name in sorted(names + files):
                path = pathlib.Path(directory) / name
                try:
                    kept.update(self.entry(path, str(path.relative_to(top))))
                except FileNotFoundError:
                    pass
        return kept

    def entry(self, path, relative):
        is_volatile = VOLATILE_PATHS.search(relative)
        if is_volatile and not relative.endswith(".slipway-tmp"):
            return {}
        status = path.lstat()
        if path.is_symlink():
            return {relative: f"link to {os.readlink(path)}"}
        if path.is_dir():
            return {relative + "/": f"{status.st_mode & 0o777:o}"}
        digest = hashlib.sha256(scrubbed_bytes(path)).hexdigest()[:12] if path.is_file() else "special"
        return {relative: f"{status.st_mode & 0o777:o} {digest}"}

    def process_ids(self):
        """The processes that belong to the environment, by the mark each inherits, with their names."""
        mark = f"SLIPWAY_SERVICE={self.root}/".encode()
        found = {}
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                if mark in (entry / "environ").read_bytes():
                    found[int(entry.name)] = (entry / "comm").read_text().strip()
            except OSError:
                continue
        return found

    def processes(self):
        return dict(sorted(collections.Counter(self.process_ids().values()).items()))

    def ports(self):
        """The ports of the block on which somebody listens, counted from the first."""
        found = set()
        for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
            fields = line.split()
            port = int(fields[1].split(":")[1], 16)
            if fields[3] == "0A" and self.first_port <= port < self.first_port + BLOCK:
                found.add(port - self.first_port)
        return sorted(found)

    def answer(self):
        """The status of GET /readyz through the router; None where nobody answers."""
        scheme = "https" if self.has_tls else "http"
        try:
            with urllib.request.urlopen(
                    f"{scheme}://127.0.0.1:{self.first_port}/readyz", timeout=5, context=unverified()) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None

    def picture(self):
        return {"state": self.state(), "files": self.inventory(), "processes": self.processes(),
                "ports": self.ports(), "answer": self.answer()}

    def settled(self, expected, seconds=8):
        """The picture once it is as expected, or the last one: what was killed may still be ending."""
        deadline = time.monotonic() + seconds
        while True:
            found = self.picture()
            if found == expected or time.monotonic() > deadline:
                return found
            time.sleep(0.05)

    # The end

    def remove(self):
        """Takes everything away, in the way of a user first, then by force; returns what only force removed."""
        if self.root.exists():
            self.run("resume", ENVIRONMENT, "--yes")
            self.run("destroy", ENVIRONMENT, "--yes")
        left = self.wipe()
        shutil.rmtree(self.directory, ignore_errors=True)
        self.reservation.close()
        return left

    def wipe(self):
        """Ends every process of the environment and removes its directory; returns what was still there."""
        left = []
        for pid, name in self.process_ids().items():
            left.append(f"process {pid} {name}")
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        if self.root.exists():
            left.append(str(self.root))
            shutil.rmtree(self.root, ignore_errors=True)
        return left


def unverified():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def scrubbed(value):
    if isinstance(value, dict):
        return {key: scrubbed(inner) for key, inner in value.items() if key not in VOLATILE_KEYS}
    if isinstance(value, list):
        return [scrubbed(inner) for inner in value]
    return value


def scrubbed_bytes(path):
    """The bytes of a file; of a JSON file those that do not differ between any two runs."""
    data = path.read_bytes()
    if path.name == "fingerprint.key":
        return b""
    if path.suffix == ".json":
        try:
            document = scrubbed(json.loads(data))
            if RANDOM_FACTS.search(str(path)):
                document.pop("facts")
            return json.dumps(document, sort_keys=True).encode()
        except ValueError:
            return data
    return data


def difference(expected, found):
    """What differs between two pictures, a line for each thing."""
    lines = []
    for part in expected:
        lines += compared(part, expected[part], found[part])
    return "\n".join(lines[:30])


def compared(name, expected, found):
    if expected == found:
        return []
    if isinstance(expected, dict) and isinstance(found, dict):
        return [line for key in sorted(set(expected) | set(found))
                for line in compared(f"{name} {key}", expected.get(key), found.get(key))]
    return [f"    {name}: expected {json.dumps(expected)[:300]}, found {json.dumps(found)[:300]}"]


def programs(slipway, server):
    """The two programs by path; those named, else those on PATH, else the release build."""
    found = []
    for given, name in ((slipway, "slipway"), (server, "expense-server")):
        path = given or shutil.which(name) or f".build/release/{name}"
        if not os.access(path, os.X_OK):
            sys.exit(f"{sys.argv[0]}: there is no program {path}: build it with `scripts/build release`")
        found.append(os.path.abspath(path))
    return found
