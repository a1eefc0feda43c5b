"""`python -m scripts.bench.pages.load PORT ORDER`: eight connections that ask as fast as they are answered.

ORDER is JSON: `paths`, asked in turn by each connection, `headers`, `seconds`. Says as JSON how many answers there were
of each status, how many a second, and what they waited. One loop and no threads: it takes little of the machine that it
shares with the server.
"""

import json
import re
import selectors
import socket
import sys
import time
from collections import Counter
from typing import Any

from scripts.bench.timing import percentile

CONNECTIONS = 8
HOST = "127.0.0.1"
LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
NO_BODY = (b"304", b"204")


class Asker:
    """One connection. `begun` is when the question that waits was asked."""

    def __init__(self, port: int, requests: list[bytes], number: int) -> None:
        self.requests = requests
        self.turn = number
        self.heard = b""
        self.begun = 0.0
        self.socket = socket.create_connection((HOST, port), timeout=60)

    def ask(self) -> None:
        """Ask the next thing."""
        self.heard = b""
        self.turn += 1
        self.begun = time.perf_counter()
        self.socket.sendall(self.requests[self.turn % len(self.requests)])

    def listen(self) -> str:
        """The status of the answer once it is whole, "" before."""
        more = self.socket.recv(1 << 18)
        if not more:
            raise ConnectionError("the server has closed the connection")
        self.heard += more
        head, found, _ = self.heard.partition(b"\r\n\r\n")
        if not found:
            return ""
        status = head[9:12]
        length = LENGTH.search(head)
        whole = len(head) + 4 + (int(length[1]) if length and status not in NO_BODY else 0)
        chunked = length is None and status not in NO_BODY
        done = self.heard.endswith(b"0\r\n\r\n") if chunked else len(self.heard) >= whole
        return status.decode() if done else ""


def run(port: int, order: dict[str, Any]) -> dict[str, Any]:
    """What was answered in that time."""
    told = "".join(f"{name}: {value}\r\n" for name, value in order["headers"].items())
    requests = [f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\n{told}\r\n".encode() for path in order["paths"]]
    statuses: Counter[str] = Counter()
    waits: list[float] = []
    started = time.perf_counter()
    end = started + order["seconds"]
    with selectors.DefaultSelector() as selector:
        for number in range(CONNECTIONS):
            asker = Asker(port, requests, number)
            selector.register(asker.socket, selectors.EVENT_READ, asker)
            asker.ask()
        # Each has one answer at least, however long that takes.
        while time.perf_counter() < end or len(waits) < CONNECTIONS:
            for key, _ in selector.select(timeout=0.1):
                asker = key.data
                if status := asker.listen():
                    statuses[status] += 1
                    waits.append((time.perf_counter() - asker.begun) * 1_000)
                    asker.ask()
        for key in selector.get_map().values():
            key.data.socket.close()
    seconds = time.perf_counter() - started
    return {
        "statuses": statuses,
        "per_second": len(waits) / seconds,
        "p50": percentile(waits, 50),
        "p95": percentile(waits, 95),
    }


if __name__ == "__main__":
    json.dump(run(int(sys.argv[1]), json.loads(sys.argv[2])), sys.stdout)
