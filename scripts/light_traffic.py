"""A light load in the background of a check."""

import collections
import random
import re
import threading
import time

from strict_load import ANSWER_SECONDS, Connection, Lost

MOOD = re.compile(rb"(?i)\r\nx-mood: *(\S+)")


class Traffic:
    """A light load until told to stop: answers are counted by the mood of who gave them and by status, losses by words.

    Kept and new connections take turns, and a kept one is idle most of the time, as a browser's are.
    """

    PAUSE = 0.015

    def __init__(self, port, clients=1):
        self.port, self.clients = port, clients
        self.guard = threading.Lock()
        # (mood, status): how often; the mood is "" where the answer does not say.
        self.answers, self.losses = collections.Counter(), []
        self.stops, self.threads = threading.Event(), []

    def start(self):
        self.stops.clear()
        self.threads = [threading.Thread(target=self.run, daemon=True) for _ in range(self.clients)]
        for thread in self.threads:
            thread.start()

    def run(self):
        connection = None
        while not self.stops.is_set():
            try:
                if connection and connection.is_closed():
                    connection.close()
                    connection = None
                connection = connection or Connection(self.port)
                keeps = random.random() < 0.7
                answer = connection.ask("GET", "/", close=not keeps)
                mood = MOOD.search(answer.head)
                with self.guard:
                    self.answers[mood.group(1).decode() if mood else "", answer.status] += 1
                if connection.closes or not keeps:
                    connection.close()
                    connection = None
            except Lost as loss:
                with self.guard:
                    self.losses.append(f"{time.strftime('%H:%M:%S')} {loss}")
                if connection:
                    connection.close()
                connection = None
            self.stops.wait(self.PAUSE)
        if connection:
            connection.close()

    def take(self):
        """What came since the last time: answers and losses."""
        with self.guard:
            taken = self.answers, self.losses
            self.answers, self.losses = collections.Counter(), []
            return taken

    def stop(self):
        self.stops.set()
        for thread in self.threads:
            thread.join(ANSWER_SECONDS + 5)
        self.threads = []
