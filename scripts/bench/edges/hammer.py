"""`python -m scripts.bench.edges.hammer PORT FILE`: twenty connections that ask for one thing as fast as they can.

FILE holds as JSON `kind` and `path`, what is asked, and whether it is `strangers` who ask: each time from an address
that was never seen. Ends when its standard input does; says as JSON how many answers of each status it had.
"""

import json
import re
import socket
import sys
import threading
from collections import Counter
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

CONNECTIONS = 20
HOST = "127.0.0.1"
LENGTH = re.compile(rb"(?i)content-length: *(\d+)")
COOKIE = re.compile(rb"(?i)set-cookie: *(csrftoken=[^;]+)")
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


class Asker:
    """One connection, and what it sends: bytes, as little work as there can be on the same machine."""

    def __init__(self, port: int, order: dict[str, str], number: int) -> None:
        self.port = port
        self.order = order
        self.number = number
        self.numbers = count()
        self.connection = socket.create_connection((HOST, port), timeout=120)
        self.form = b""

    @property
    def base(self) -> str:
        """What every request says, with who asks now."""
        turn = next(self.numbers)
        who = f"203.{self.number}.{turn >> 8 & 255}.{turn & 255}" if self.order["strangers"] else "203.0.113.1"
        return f"Host: {HOST}:{self.port}\r\nX-Forwarded-For: {who}\r\nAccept-Encoding: gzip, br\r\n"

    def ask(self) -> int:
        """The status of one more answer."""
        if self.order["kind"] == "get":
            return self._status(self._send(f"GET {self.order['path']} HTTP/1.1\r\n{self.base}\r\n".encode()))
        if not self.form:
            self._read_form()
        return self._status(self._send(self._login()))

    def _read_form(self) -> None:
        answer = self._send(f"GET {self.order['path']} HTTP/1.1\r\n{self.base}\r\n".replace("gzip, br", "").encode())
        cookie, token = COOKIE.search(answer), TOKEN.search(answer)
        if not cookie or not token:
            raise RuntimeError("the login shows no form")
        self.cookie, self.form = cookie[1].decode(), token[1]

    def _login(self) -> bytes:
        """A wrong password for a name that was not tried before: no account is known that would be slowed."""
        fields = {"username": f"nom-{self.number}-{next(self.numbers)}", "password": "mauvais"}
        body = urlencode({"csrfmiddlewaretoken": self.form.decode(), **fields})
        told = f"Cookie: {self.cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        head = f"POST {self.order['path']} HTTP/1.1\r\n{self.base}{told}Content-Length: {len(body)}\r\n\r\n"
        return f"{head}{body}".encode()

    def _send(self, request: bytes) -> bytes:
        self.connection.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, _, _ = answer.partition(b"\r\n\r\n")
        found = LENGTH.search(head)
        whole = len(head) + 4 + int(found[1]) if found else 0
        while len(answer) < whole or (not found and not answer.endswith(b"0\r\n\r\n")):
            answer += self._more()
        return answer

    def _more(self) -> bytes:
        found = self.connection.recv(1 << 20)
        if not found:
            raise ConnectionError("the server has closed the connection")
        return found

    def _status(self, answer: bytes) -> int:
        return int(answer[9:12])


def main(port: int, order: dict[str, str]) -> None:
    statuses: Counter[int] = Counter()
    over = threading.Event()

    def keep_asking(number: int) -> None:
        asker = Asker(port, order, number)
        while not over.is_set():
            statuses[asker.ask()] += 1

    threads = [threading.Thread(target=keep_asking, args=(number,), daemon=True) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    over.set()
    for thread in threads:
        thread.join(timeout=30)
    json.dump(statuses, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text()))
