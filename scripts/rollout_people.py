"""Several processes and people at one rollout: who may take it up, how fast a word reaches it, and how it is left."""

import signal
import statistics
import subprocess
import time

from live_project import ENVIRONMENT
from rollout_operator import Operator, require
from mood_project import ERRORS, RouterWatch, journal

LONG = """\
  strategy: canary
  steps: [{weight: 20%}, {soak: 1m}, {gate: {approvalWithin: 1m}}, {weight: 100%}]"""
MEASURED = f"""\
  strategy: canary
{ERRORS}
  steps: [{{weight: 50%}}, {{analyse: {{for: 6s, metrics: [errors]}}}}, {{weight: 100%}}]"""
# A request to a running rollout must be in effect within this time, in seconds.
PROMPT = 1.0


class People(Operator):
    """The checks, one after the other in one environment."""

    def __init__(self, slipway, account):
        super().__init__(slipway, LONG)
        self.account = account

    # The checks

    def killed_in_an_analysis(self):
        """The readings go on, and the verdict and the explanation are by all of them."""
        self.begin(MEASURED, "analysing")
        require(self.project.wait_for(lambda: len(readings(self.project.records())) >= 2), "no readings come")
        self.kill()
        kept = readings(self.project.records())
        self.take_up("resume", ENVIRONMENT, "--yes")
        self.end(0)
        records = journal(self.project.archive()[-1])
        every = readings(records)
        require(every[:len(kept)] == kept, "the readings before the kill are not on record any more")
        verdicts = [record["value"]["event"] for record in records
                    if record.get("note") == "rollout.event" and record["value"]["event"]["event"] == "verdict"]
        require([verdict["verdict"] for verdict in verdicts] == ["pass"], f"verdicts: {verdicts}")
        last = every[-1]["metrics"]["errors"]["canary"]
        counted = requests_of(last)
        # Ninety a second, half of them to the new revision, for six seconds of which some are lost with the reader.
        require(counted > requests_of(kept[-1]["metrics"]["errors"]["canary"]), f"counting began anew: {last}")
        explained = self.project.run("rollout", "explain", ENVIRONMENT)
        require(explained.returncode == 0, f"explain exits {explained.returncode}: {explained.stderr}")
        require(f"readings  {len(every)}\n" in explained.stdout,
                f"explain does not know {len(every)} readings:\n{explained.stdout}")
        self.account.tell(f"killed in an analysis: {len(kept)} readings before, {len(every)} at its end")

    def second_runner(self):
        """Whoever comes second is refused and told who runs it."""
        self.begin(LONG, "soaking")
        for words in (["resume", ENVIRONMENT, "--yes"],
                      ["rollout", "start", ENVIRONMENT, "--yes", "--set", "service.config.NUMBER=999"],
                      ["apply", ENVIRONMENT, "--yes", "--set", "service.config.NUMBER=999"]):
            outcome = self.project.run(*words)
            require(outcome.returncode == 3, f"{words[0]} exits {outcome.returncode}: {outcome.stderr}")
            require(str(self.running.pid) in outcome.stderr, f"the holder is not named: {outcome.stderr}")
        require(self.project.phase() == "soaking", "the refused ones changed something")

    def words_of_others(self):
        """Goes on with the rollout of `second_runner`: pause, resume, promote, promote, each in effect at once."""
        took = {}
        idle = self.project.run("rollout", "resume", ENVIRONMENT)
        require(idle.returncode == 1 and "error[E0920]" in idle.stderr and "to resume changes nothing" in idle.stderr,
                f"a resume of what is not paused exits {idle.returncode}: {idle.stderr}")
        for word, phase in (("pause", "paused"), ("resume", "soaking"), ("promote", "gated")):
            began = time.monotonic()
            self.say(word, ENVIRONMENT, "--reason", f"why we {word}")
            self.reach(phase)
            took[word] = time.monotonic() - began
        took["promote at a gate"] = self.say("promote", ENVIRONMENT)
        self.end(0)
        explained = self.project.run("rollout", "explain", ENVIRONMENT).stdout
        for word in ("pause", "resume", "promote"):
            require(f"on the request to {word}: why we {word}" in explained, f"the reason is lost:\n{explained}")
        before = self.project.live_set()
        self.begin(LONG, "soaking")
        began = time.monotonic()
        self.say("abort", ENVIRONMENT, "--reason", "seen enough")
        took["abort"] = time.monotonic() - began
        self.end(6)
        require("seen enough" in self.output, "the reason of the abort is not told")
        self.put_back(before, "aborted by another")
        # The middle one, since a busy machine may let any one of them wait.
        require(statistics.median(took.values()) < PROMPT, f"not in effect within {PROMPT} s: {took}")
        self.account.tell("words of a second operator were in effect after "
                          + ", ".join(f"{word} {seconds:.2f} s" for word, seconds in took.items())
                          + f" (median {statistics.median(took.values()):.2f} s)")

    def orphan(self):
        """A rollout whose runner is gone is put back by whoever aborts it."""
        before = self.project.live_set()
        self.begin(LONG, "soaking")
        self.kill()
        status = self.project.run("rollout", "status", ENVIRONMENT)
        require(status.returncode == 0 and "nobody" in status.stdout.lower(),
                f"status does not tell that nobody runs it:\n{status.stdout}")
        self.take_up("rollout", "abort", ENVIRONMENT, "--reason", "left alone")
        self.end(6)
        require("left alone" in self.output, "the reason of the abort is not told")
        self.put_back(before, "an orphan was aborted")

    def orphan_put_back(self):
        """Traffic is back and the replicas are not gone when the runner dies: an abort takes them away."""
        before = self.project.live_set()
        self.begin(LONG, "soaking", faults="replica.stop@1=kill")
        self.project.run("rollout", "abort", ENVIRONMENT)
        self.end(-signal.SIGKILL)
        require(self.project.phase() == "aborted", f"the phase is {self.project.phase()}")
        refused = self.project.run("rollout", "promote", ENVIRONMENT)
        require(refused.returncode == 1 and f"slipway resume {ENVIRONMENT}" in refused.stderr,
                f"a promotion of what was put back exits {refused.returncode}: {refused.stderr}")
        self.take_up("rollout", "abort", ENVIRONMENT)
        self.end(6)
        self.put_back(before, "an orphan was put back")

    def router_killed(self):
        """A router that was started anew knows no candidate: it is told of them, and the weight is in effect again."""
        self.begin(LONG, "soaking")
        watch = RouterWatch(self.project, (20,))

        def serves():
            lines = (watch.ask("show stat") or "").splitlines()
            return any(line.startswith("candidate,") and ",UP" in line and "BACKEND" not in line for line in lines)

        require(self.project.wait_for(serves), "the candidate does not serve at 20 %")
        subprocess.run(["s6-svc", "-k", str(self.project.root / "local" / "services" / "router-haproxy")], check=True)
        require(self.project.wait_for(lambda: not serves()), "the router was not killed")
        require(self.project.wait_for(serves, seconds=15), "the candidate is not asked any more")
        require(self.project.phase() == "soaking", f"the phase is {self.project.phase()}")
        self.say("abort", ENVIRONMENT)
        self.end(6)
        # What was asked while there was no router is lost by the kill.
        self.project.traffic.take()

    def signals(self):
        """A signal leaves the rollout where it is."""
        before = self.project.live_set()
        self.begin(LONG, "soaking")
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            self.running.send_signal(number)
            self.end(status)
            require(self.project.lock_holder() is None, "the lock is still held")
            require(self.project.phase() == "soaking", f"the phase is {self.project.phase()}")
            require((self.project.router() / "split.map").read_text() == "weight 20000\n", "the weight has moved")
            self.take_up("resume", ENVIRONMENT, "--yes")
            require(self.project.wait_for(self.project.lock_holder), "nobody took it up")
        self.say("abort", ENVIRONMENT)
        self.end(6)
        self.put_back(before, "left twice and aborted")


def readings(records):
    return [record["value"] for record in records if record.get("note") == "rollout.reading"]


def requests_of(reading):
    """How many requests a reading of two counters counted; none where it is missing."""
    return reading.get("all", 0)


def work(slipway, account):
    people = None
    try:
        people = People(slipway, account)
        people.bring_up()
        for check in (people.killed_in_an_analysis, people.second_runner, people.words_of_others, people.orphan,
                      people.orphan_put_back, people.router_killed, people.signals):
            if account.stopped:
                break
            people.project.traffic.take()
            try:
                check()
            except Exception as error:
                account.fail(f"{check.__name__.replace('_', ' ')}: {type(error).__name__}: {error}")
                people.clear()
            answers, losses = people.project.traffic.take()
            wrong = {str(answer): count for answer, count in answers.items() if answer != ("good", 200)}
            if wrong or losses:
                account.fail(f"{check.__name__.replace('_', ' ')}: {wrong} {losses[:3]}")
    except Exception as error:
        account.fail(f"people at a rollout: {type(error).__name__}: {error}")
    finally:
        if people:
            left = people.leave()
            if left and not account.stopped:
                account.fail(f"left behind: {', '.join(left)}")
