"""A project whose rollouts are really carried out on this machine, and what router and record tell of them."""

import datetime
import json
import os
import pathlib
import shutil
import socket
import subprocess
import threading
import time

from live_project import ENVIRONMENT, LiveProject

ROOT = pathlib.Path(__file__).resolve().parent.parent
ENDS = ("succeeded", "aborted", "stuck")


class RolloutProject(LiveProject):
    """An environment whose revision is a variable, REVISION, that the service tells."""

    def __init__(self, slipway, server, *, program=None, config=None):
        super().__init__(slipway, server, tls=False, secret=False, program=program, scrape="1s")
        shutil.copytree(ROOT / "templates", self.directory / "templates")
        self.config = config or {}
        self.base, self.made = self.spec.read_text(), 0
        self.under_way = None

    def next_revision(self, section=""):
        """Writes a spec that asks for a revision there was not before; `section` is what it says of rollouts."""
        self.made += 1
        revision = f"{self.directory.name[-4:]}-{self.made}"
        config = json.dumps(dict(self.config, REVISION=revision))
        self.spec.write_text(self.base.replace("config: {LOG_LEVEL: info}", f"config: {config}") + section)
        return revision

    def tool(self, *words):
        outcome = self.run(*words)
        if outcome.returncode:
            raise RuntimeError(f"slipway {' '.join(words)}: exit status {outcome.returncode}\n"
                               + outcome.stdout[-1000:] + outcome.stderr[-3000:])
        return outcome.stdout

    def roll_out(self, section):
        """Begins a rollout of a new revision."""
        self.under_way = LiveRollout(self, self.next_revision(section))
        return self.under_way

    def reloads(self):
        """How often the router was loaded anew since it was started."""
        for line in self.ask_router("show proc").splitlines():
            words = line.split()
            if words[1:2] == ["master"]:
                return int(words[2])
        raise RuntimeError("HAProxy does not tell of its processes")

    def ask_router(self, command):
        """The answer of the router's master, reached through its directory so that the length of the path is free."""
        directory = os.open(self.root / "local" / "routers" / "haproxy", os.O_RDONLY | os.O_DIRECTORY)
        try:
            with socket.socket(socket.AF_UNIX) as asked:
                asked.settimeout(5)
                asked.connect(f"/proc/self/fd/{directory}/master.sock")
                asked.sendall(command.encode() + b"\n")
                asked.shutdown(socket.SHUT_WR)
                pieces = []
                while piece := asked.recv(65536):
                    pieces.append(piece)
        finally:
            os.close(directory)
        return b"".join(pieces).decode()

    def remove(self):
        if self.under_way:
            self.under_way.leave()
            self.run("rollout", "abort", ENVIRONMENT)
        return super().remove()


class LiveRollout:
    """One `rollout start`, followed by its events."""

    def __init__(self, project, revision):
        self.project, self.revision = project, revision
        self.phase, self.moved = None, threading.Condition()
        self.errors = open(project.directory / "rollout.err", "w+", encoding="utf-8")
        self.began = time.time()
        self.process = subprocess.Popen(
            project.arguments("rollout", "start", ENVIRONMENT, "--yes", "--json"), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=self.errors, text=True, env=project.variables(), start_new_session=True)
        self.said, self.has_begun = [], False
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.said.append(line)
            event = json.loads(line)
            if event.get("type") == "rollout_moved":
                self.has_begun = True
                self._move(event["rollout"]["phase"])
        self._move(self.phase if self.phase in ENDS else "left")

    def _move(self, phase):
        with self.moved:
            self.phase = phase
            self.moved.notify_all()

    def wait_for(self, phase, seconds=60):
        """Whether it came to the phase before it ended."""
        with self.moved:
            self.moved.wait_for(lambda: self.phase in (phase, "left", *ENDS), seconds)
            return self.phase == phase

    def ask(self, *words):
        """`rollout WORDS` from another process; a rollout that has ended in the meantime is no failure."""
        outcome = self.project.run("rollout", words[0], ENVIRONMENT, *words[1:])
        if outcome.returncode and self.wait_for("gated", 1):
            raise RuntimeError(f"rollout {words[0]}: exit status {outcome.returncode}\n{outcome.stderr[-2000:]}")

    def finish(self, seconds=150):
        """Waits for the end; the record of the rollout, None where it did not begin."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.leave()
            raise RuntimeError(f"the rollout did not end within {seconds} s:\n{self.words()}") from None
        self.ended = time.time()
        self.reader.join(5)
        self.project.under_way = None
        if self.phase == "left" and not self.has_begun:
            return None
        return Record(json.loads(self.project.tool("rollout", "explain", ENVIRONMENT, "--json")))

    def words(self):
        """The last lines it told, for a person."""
        self.errors.seek(0)
        lines = [json.loads(line)["@message"] for line in self.said[-8:]] + self.errors.read().splitlines()[-8:]
        return "\n".join(f"    {line[:300]}" for line in lines)

    def leave(self):
        """Ends the process, not the rollout."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Record:
    """What the journal tells of a rollout that has ended."""

    def __init__(self, document):
        self.phase, self.reason = document["phase"], document["reason"]
        self.events = [(moment(entry["at"]), entry["event"]) for entry in document["events"]]

    def routed(self):
        """When the router confirmed which weight, in thousandths of a percent."""
        return [(at, event["weight"]) for at, event in self.events if event["event"] == "routed"]

    def moves(self):
        """The last third of a second until the router had each weight."""
        return [(at - 0.3, at) for at, _ in self.routed()]

    def cleared(self):
        """When the last traffic left a revision that was put back, and how long after it was decided.

        None where nothing was put back, or nothing had been routed.
        """
        decided = [at for at, event in self.events if event["event"] in ("abort", "failed")
                   or event["event"] == "verdict" and event["verdict"] == "fail"]
        if self.phase != "aborted" or not decided:
            return None
        zeros = [at for at, weight in self.routed() if weight == 0 and at >= decided[0]]
        return (zeros[0], zeros[0] - decided[0]) if zeros else None


def moment(text):
    """Seconds since 1970 of a time as the journal writes it."""
    return datetime.datetime.fromisoformat(text.rstrip("Z")[:26] + "+00:00").timestamp()
