"""Servers on loopback that stand where Elasticsearch would: one that hangs, one that answers what a test says."""

import json
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: Without it the client takes the other end for something else.
PRODUCT = {"X-Elastic-Product": "Elasticsearch"}


def closed_port():
    """A port of this machine at which nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


@contextmanager
def hanging():
    """The address of a server that takes connections and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


class Answering(BaseHTTPRequestHandler):
    """Answers with the server's `answer`, a function of method and path that gives (status, body)."""

    protocol_version = "HTTP/1.1"

    def reply(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        self.server.asked.append(
            (self.command, self.path, {name.lower(): value for name, value in self.headers.items()})
        )
        status, body = self.server.answer(self.command, self.path)
        data = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**PRODUCT, "Content-Type": "application/json", "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = reply

    def log_message(self, *args):
        """Tests read the answers, not a log."""


@contextmanager
def answering(answer, *, tls=None):
    """A server that answers so; `tls` is an SSLContext. Gives (address, the list of what was asked)."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    server.answer, server.asked = answer, []
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        scheme = "https" if tls is not None else "http"
        yield f"{scheme}://127.0.0.1:{server.server_address[1]}", server.asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
