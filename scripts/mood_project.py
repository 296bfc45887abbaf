"""An environment of the service that can be told to misbehave, under light traffic, and what is there of it."""

import collections
import hashlib
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import threading
import time

from live_project import ENVIRONMENT, LiveProject, VOLATILE_PATHS
from light_traffic import Traffic

SPEC = """\
environment: {name}
tier: dev
service:
  name: moody
  program: server
  config: {{MOOD: good, STRENGTH: "0.05"}}
  probes: {{readiness: {{period: 1s, timeout: 1s}}}}
  shutdown: {{drain: 1s, grace: 3s, readyWithin: 5s}}
local:
  replicas: 2
  metrics: true
  ports: {{http: {http}, stats: {stats}, prometheus: {prometheus}, replicas: {first}}}
monitoring: {{scrapeInterval: 1s}}
rollout:
{rollout}
compliance: {{owner: team}}
"""
ANSWERS = "haproxy_backend_http_responses_total"
# Needs few requests, so that little traffic and little time are enough.
ERRORS = (
    f"""  metrics: [{{name: errors, bad: 'sum({ANSWERS}{{proxy="$backend",code="5xx"}})', """
    f"""all: 'sum({ANSWERS}{{proxy="$backend"}})', proportion: {{riseAtMost: 1%}}, samples: 10, critical: true}}]""")
# Tells of each start, and becomes the service that can be told to misbehave.
PROGRAM = """\
#!/bin/sh
echo "$PORT" >>'{directory}/starts'
exec '{python}' '{moody}'
"""
MOODY = pathlib.Path(__file__).resolve().parent.parent / "Tests/Probes/moody-service"
# A write that was cut off leaves a file that nothing reads.
CUT_OFF = re.compile(r"^local/resources/.*\.slipway-tmp$")
# What a plain file of the environment may be without being part of what serves.
HISTORIES = re.compile(r"^state/(?!state\.json$)|^local/logs/")


class MoodProject(LiveProject):
    """The service that can be told to misbehave, in its good mood, with traffic."""

    def __init__(self, slipway, rollout, clients=1):
        super().__init__(slipway, None, tls=False, secret=False, program=PROGRAM)
        (self.directory / "server").write_text(
            PROGRAM.format(directory=self.directory, python=sys.executable, moody=MOODY))
        self.prometheus_port = self.first_port + 2
        self.write_spec(rollout)
        self.traffic = Traffic(self.first_port, clients)

    def write_spec(self, rollout):
        """Writes the environment's file with this section about rollouts."""
        first = self.first_port
        self.spec.write_text(SPEC.format(
            name=ENVIRONMENT, http=first, stats=first + 1, prometheus=self.prometheus_port, first=first + 10,
            rollout=rollout))

    def bring_up(self, *words):
        applied = self.run("apply", ENVIRONMENT, "--yes", *words)
        if applied.returncode != 0:
            raise RuntimeError(f"it cannot be applied: {applied.stderr}")
        self.traffic.start()

    def begin(self, *words, faults=None, log=None):
        """Starts the command line and goes on; `finish` waits for its end."""
        log = log or self.seam_log
        pathlib.Path(log).write_text("")
        variables = {"SLIPWAY_SEAM_LOG": str(log)}
        if faults:
            variables["SLIPWAY_FAULTS"] = faults
        # Into a file: what outlives a killed process would keep a pipe open.
        output = pathlib.Path(log).with_suffix(".out")
        with open(output, "w") as file:
            process = self.start(
                *words, variables=variables, stdout=file, stderr=subprocess.STDOUT, start_new_session=True)
        process.log, process.output = pathlib.Path(log), output
        return process

    # The records

    def records(self):
        """The lines of the journal of the operation under way; none where there is none."""
        return journal(self.root / "state" / "journal.jsonl")

    def archive(self):
        return sorted((self.root / "state" / "rollouts").glob("*.jsonl"))

    def phase(self):
        """Of the rollout under way; None before its journal began and after it ended."""
        events = [record["value"] for record in self.records() if record.get("note") == "rollout.event"]
        return events[-1]["phase"] if events else None

    def requests(self):
        """Requests of people that nobody has taken."""
        return sorted(path.name for path in (self.root / "state" / "requests").glob("*"))

    def wait_for(self, condition, seconds=30, process=None):
        """Waits for it; False where it does not come in time, or the process has ended before."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if condition():
                return True
            if process and process.poll() is not None:
                return bool(condition())
            time.sleep(0.02)
        return False

    # What serves

    def inventory(self):
        return {path: entry for path, entry in super().inventory().items() if not CUT_OFF.search(path)}

    def live_set(self):
        """Every file that has a part in serving, with its bytes, and every process of it with its time of birth."""
        found = {}
        for directory, _, files in os.walk(self.root):
            for name in files:
                path = pathlib.Path(directory) / name
                relative = str(path.relative_to(self.root))
                is_history = HISTORIES.search(relative) or VOLATILE_PATHS.search(relative)
                if CUT_OFF.search(relative) or is_history and relative != "state/state.json":
                    continue
                try:
                    found[relative] = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
                except OSError:
                    continue
        # HAProxy replaces its worker at each reload; everything else stays what it was.
        for pid, name in self.process_ids().items():
            if name != "haproxy":
                found[f"process {pid}"] = f"{name} {birth(pid)}"
        return found

    def settled_live_set(self, expected, seconds=8):
        """The live set once it is as expected, or the last one: what was stopped may still be ending."""
        deadline = time.monotonic() + seconds
        while True:
            found = self.live_set()
            if found == expected or time.monotonic() > deadline:
                return found
            time.sleep(0.05)

    def starts(self):
        """How often a replica was started, by its port."""
        path = self.directory / "starts"
        return collections.Counter(path.read_text().split()) if path.exists() else collections.Counter()

    def router(self):
        return self.root / "local" / "routers" / "haproxy"

    # The end

    def remove(self):
        self.traffic.stop()
        if self.records():
            self.run("rollout", "abort", ENVIRONMENT)
        return super().remove()


class RouterWatch(threading.Thread):
    """Looks all the time at what the router is told of the weight, in its file and in its memory."""

    def __init__(self, project, weights):
        super().__init__(daemon=True)
        self.directory, self.allowed = project.router(), {weight * 1000 for weight in weights} | {0}
        self.samples = collections.Counter()
        self.seen = []
        self.odd = []
        self.failures = 0
        self.stops = threading.Event()

    def run(self):
        turn = 0
        while not self.stops.is_set():
            self.take("file", self.of_file())
            if turn % 5 == 0:
                self.take("memory", self.of_memory())
                self.count_failures()
            turn += 1
            self.stops.wait(0.02)

    def take(self, where, text):
        found = re.search(r"\bweight (\S+)$", text or "", re.M)
        if not found:
            return
        self.samples[where] += 1
        value = int(found.group(1)) if found.group(1).isdigit() else None
        if value not in self.allowed:
            self.odd.append(f"{where} {found.group(1)}")
        if where == "memory" and self.seen[-1:] != [value]:
            self.seen.append(value)

    def of_file(self):
        try:
            return (self.directory / "split.map").read_text()
        except OSError:
            return None

    def of_memory(self):
        return self.ask("show map split.map")

    def count_failures(self):
        """Requests that the old revision did not answer well, by the router's own count."""
        rows = [line.split(",") for line in (self.ask("show stat") or "").splitlines()]
        if not rows or "svname" not in rows[0]:
            return
        names = rows[0]
        for row in rows[1:]:
            entry = dict(zip(names, row))
            if entry.get("# pxname") == "service" and entry.get("svname") == "BACKEND":
                # A reload begins the counts anew, so the highest is what counts.
                self.failures = max(self.failures, sum(
                    int(entry.get(name) or 0) for name in ("hrsp_5xx", "econ", "eresp")))

    def ask(self, words):
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(1)
                connection.connect(str(self.directory / "admin.sock"))
                connection.sendall(words.encode() + b"\n")
                answer = b""
                while piece := connection.recv(65536):
                    answer += piece
                return answer.decode()
        except OSError:
            return None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stops.set()
        self.join(10)


def journal(path):
    """The records of a journal, without an unfinished last line."""
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return []
    records = []
    for line in lines:
        try:
            records.append(json.loads(line)["record"])
        except ValueError:
            break
    return records


def birth(pid):
    """When a process began, in ticks: with its number an identity."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return "gone"


def changes(records):
    """What a rollout changed by its journal, as `create replica/…`, with how often."""
    return collections.Counter(
        record["value"]["change"] for record in records if record.get("note") == "rollout.change")
