"""Somebody who begins rollouts in an environment of their own, watches them, and says what is wrong."""

import subprocess

from live_project import ENVIRONMENT, difference
from mood_project import MoodProject


class Wrong(Exception):
    """Something is not as it has to be."""


def require(holds, words):
    if not holds:
        raise Wrong(words)


class Operator:
    """One environment, and the rollout that runs in it."""

    def __init__(self, slipway, rollout, **traffic):
        self.project = MoodProject(slipway, rollout, **traffic)
        self.number = 1
        self.running = None

    def bring_up(self):
        self.project.bring_up(f"--set=service.config.NUMBER={self.number}")

    @property
    def output(self):
        """What the process that runs the rollout has said."""
        return self.running.output.read_text() if self.running else ""

    def begin(self, rollout, phase=None, faults=None, **config):
        """Begins a rollout to a new revision, and comes to `phase` with it."""
        self.project.write_spec(rollout)
        self.number += 1
        sets = [f"--set=service.config.{name}={value}" for name, value in dict(config, NUMBER=self.number).items()]
        self.take_up("rollout", "start", ENVIRONMENT, "--yes", *sets, phase=phase, faults=faults)

    def take_up(self, *words, phase=None, faults=None):
        self.running = self.project.begin(*words, faults=faults, log=self.project.directory / "runner.log")
        if phase:
            self.reach(phase)

    def reach(self, phase):
        came = self.project.wait_for(lambda: self.project.phase() == phase, process=self.running)
        require(came, f"{phase} was not reached: {self.project.phase()}\n{self.output[-800:]}")

    def end(self, status, seconds=30):
        try:
            found = self.running.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Wrong(f"no end within {seconds} s\n{self.output[-800:]}") from None
        require(found == status, f"exit status {found} in place of {status}\n{self.output[-800:]}")

    def kill(self):
        self.running.kill()
        self.running.wait(10)

    def say(self, *words):
        """A word of a second operator; the seconds until the command has returned."""
        outcome = self.project.run("rollout", *words)
        require(outcome.returncode == 0, f"{words[0]} exits {outcome.returncode}: {outcome.stdout}{outcome.stderr}")
        return outcome.seconds

    def put_back(self, before, what):
        found = self.project.settled_live_set(before)
        require(found == before, f"{what}: what serves is not what it was\n"
                + difference({"live": before}, {"live": found}))

    def clear(self):
        """Whatever a check that failed has left."""
        if self.running and self.running.poll() is None:
            self.kill()
        if self.project.records():
            self.project.run("rollout", "abort", ENVIRONMENT)

    def leave(self):
        """Takes everything away; returns what only force removed."""
        self.clear()
        return self.project.remove()
