"""Asks at a fixed rate in a process of its own, so that what else a judge does is not measured as latency."""

import array
import multiprocessing
import os
import signal
import time

from strict_load import Connection, Lost, expect

SPACING = 0.004
LEAST = 100


class LatencyProbe:
    """One request in 4 ms over a kept connection: whether it was lost, and how long it took from when it was due."""

    def __init__(self, port):
        self.begun, self.took = array.array("d"), array.array("d")
        ours, theirs = multiprocessing.Pipe()
        self.pipe = ours
        self.process = multiprocessing.get_context("fork").Process(target=_probe, args=(port, ours, theirs), daemon=True)
        # Before there are threads, which a fork does not bring along.
        self.process.start()

    def start(self):
        self.pipe.send("start")

    def stop(self):
        """Answered and lost requests and the words of what was lost; afterwards `percentiles` has its readings."""
        try:
            self.pipe.send("stop")
            begun, took, lost = self.pipe.recv()
        except (EOFError, OSError):
            return 0, 1, ["the client ended before it was told to"]
        self.process.join(5)
        self.begun.frombytes(begun)
        self.took.frombytes(took)
        return len(self.took), len(lost), lost

    def percentiles(self, windows):
        """The 99th percentile of each of these spans of time, in milliseconds; of those with enough requests."""
        return [_percentile(times) for window in windows if len(times := self._within([window])) >= LEAST]

    def pooled(self, windows):
        """The 99th percentile of all of these spans together; None where there are too few requests."""
        times = self._within(windows)
        return _percentile(times) if len(times) >= LEAST else None

    def _within(self, windows):
        return sorted(took for begun, took in zip(self.begun, self.took)
                      if any(began <= begun < ended for began, ended in windows))


def _percentile(times):
    return 1000 * times[int(len(times) * 0.99)]


def _probe(port, others, pipe):
    # With its end closed here too, a judge that was killed ends the pipe, which ends this.
    others.close()
    # Linux shares processors out by session (sched_autogroup_enabled): in a session of its own it does not wait for the
    # other clients, which would be measured as latency of what they ask.
    os.setsid()
    # The one who started it tells it to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    begun, took, lost = array.array("d"), array.array("d"), []
    connection = None
    pipe.recv()
    due = time.time()
    while not pipe.poll():
        # A request that could not begin in time for a slow one before it began when it was due.
        due = max(due + SPACING, time.time() - 10 * SPACING)
        time.sleep(max(0.0, due - time.time()))
        try:
            if connection and connection.is_closed():
                connection.close()
                connection = None
            connection = connection or Connection(port)
            expect(connection.ask("GET", "/readyz"), 200)
            begun.append(due)
            took.append(time.time() - due)
            if connection.closes:
                connection.close()
                connection = None
        except Lost as loss:
            lost.append(f"{time.strftime('%H:%M:%S')} {loss}")
            if connection:
                connection.close()
            connection = None
    pipe.send((begun.tobytes(), took.tobytes(), lost))
