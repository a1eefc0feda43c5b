"""A partner's site on loopback: a real page everywhere, nothing under /disparu/, for robots.txt, and where it died."""

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PAGE = "<!doctype html><title>Guide</title><p>" + "Un guide complet pour les communes. " * 40


class Partner(BaseHTTPRequestHandler):
    def do_GET(self):
        gone = self.path.startswith("/disparu/") or self.path in {"/robots.txt", *self.server.morts}
        body = b"" if gone else PAGE.encode()
        self.send_response(404 if gone else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, *args):
        pass


@contextmanager
def partner_on_loopback(morts=()):
    """The address of a running partner; `morts` holds the paths that are gone, now or later."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Partner)
    server.morts = morts
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
