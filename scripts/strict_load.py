"""Load that forgives nothing, as the judges use it (docs/decisions/0012-judging-lost-requests.md).

A request that was sent and not answered whole is lost, and so is one that could not be sent. Nothing is sent twice.
"""

import collections
import os
import random
import re
import signal
import socket
import subprocess
import threading
import time

ANSWER_SECONDS = 15
SEED = int(os.environ.get("JUDGE_SEED", "20261121"))

Answer = collections.namedtuple("Answer", "status head body")


class Lost(Exception):
    """A request without its answer, with the reason."""


class Connection:
    """One HTTP/1.1 connection; a request on it either gets its whole answer or raises `Lost`."""

    def __init__(self, port):
        try:
            self.socket = socket.create_connection(("127.0.0.1", port), timeout=ANSWER_SECONDS)
        except OSError as error:
            raise Lost(f"connect: {error}") from error
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.closes = False

    def is_closed(self):
        """Whether the other side has ended an idle connection: no request is on it, so none is lost."""
        self.socket.setblocking(False)
        try:
            return self.socket.recv(1, socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True
        finally:
            self.socket.settimeout(ANSWER_SECONDS)

    def ask(self, method, path, body=b"", close=False, headers=()):
        """The whole answer; `headers` are lines."""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n" + "".join(f"{line}\r\n" for line in headers)
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        head += "Connection: close\r\n\r\n" if close else "\r\n"
        try:
            self.socket.sendall(head.encode() + body)
            return self._answer()
        except OSError as error:
            raise Lost(f"{method} {path}: {error or type(error).__name__}") from error

    def _answer(self):
        data = b""
        while b"\r\n\r\n" not in data:
            piece = self.socket.recv(65536)
            if not piece:
                raise Lost(f"closed after {len(data)} bytes of the answer's head")
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        if not length:
            raise Lost("an answer without Content-Length")
        pieces, missing = [body], int(length.group(1)) - len(body)
        while missing > 0:
            piece = self.socket.recv(65536)
            if not piece:
                raise Lost(f"closed with {missing} of {length.group(1).decode()} bytes of the body missing")
            pieces.append(piece)
            missing -= len(piece)
        self.closes = re.search(rb"(?i)\r\nconnection: *close", head) is not None
        return Answer(status, head, b"".join(pieces))

    def close(self):
        self.socket.close()


class StrictClient(threading.Thread):
    """Does what `once` says until told to stop; counts what was answered and keeps the words of what was lost."""

    # Kept connections are idle most of the time, as a browser's are: the case a reload has to get right.
    pause = 0.02

    def __init__(self, port, number, keeps):
        super().__init__(daemon=True)
        self.port, self.number, self.keeps = port, number, keeps
        self.random = random.Random(SEED + number)
        self.stops = threading.Event()
        self.answered, self.lost = 0, []

    def once(self, connection):
        """Asks once on the connection; raises `Lost` where the answer is not what it must be."""
        raise NotImplementedError

    def run(self):
        connection = None
        while not self.stops.is_set():
            try:
                if connection and connection.is_closed():
                    connection.close()
                    connection = None
                connection = connection or Connection(self.port)
                self.once(connection)
                self.answered += 1
                if connection.closes or not self.keeps:
                    connection.close()
                    connection = None
            except Lost as loss:
                self.lost.append(f"{time.strftime('%H:%M:%S')} {loss}")
                if connection:
                    connection.close()
                connection = None
            self.stops.wait(self.random.uniform(0.0, self.pause))
        if connection:
            connection.close()


def expect(answer, status):
    """Raises `Lost` where the status is another."""
    if answer.status != status:
        words = " ".join(answer.body[:200].decode(errors="replace").split())
        raise Lost(f"status {answer.status} in place of {status}: {words}")


class Wrk:
    """wrk until told to stop: without pause, or with as many milliseconds of it as a script of its own says."""

    def __init__(self, port, keeps, connections=4, path="/readyz", script=None):
        self.name = "wrk, kept connections" if keeps else "wrk, new connections"
        header = [] if keeps else ["-H", "Connection: close"]
        self.process = subprocess.Popen(
            ["wrk", "-t1", f"-c{connections}", "-d1800s", "--timeout", f"{ANSWER_SECONDS}s", *header,
             *(["-s", script] if script else []), f"http://127.0.0.1:{port}{path}"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, start_new_session=True)

    def stop(self):
        """Answered and lost requests, as wrk counts them."""
        self.process.send_signal(signal.SIGINT)
        try:
            text, _ = self.process.communicate(timeout=30)
        except BaseException:
            self.process.kill()
            raise
        answered = int(re.search(r"(\d+) requests in", text).group(1))
        errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
        wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
        lost = sum(int(figure) for figure in errors.groups()) if errors else 0
        lost += int(wrong.group(1)) if wrong else 0
        words = [line.strip() for line in text.splitlines() if "errors" in line or "Non-2xx" in line]
        return answered, lost, words


def row(name, clients):
    """What all of these clients came to, in the form of a table's row: name, answered, lost, words of what was lost."""
    losses = [loss for client in clients for loss in client.lost]
    return name, sum(client.answered for client in clients), len(losses), losses


def show(rows):
    for name, answered, lost, words in rows:
        print(f"{name:33} {answered:8} answered {lost:6} lost")
        print("\n".join(f"    {word}" for word in words[:10]), end="\n" if words else "")
