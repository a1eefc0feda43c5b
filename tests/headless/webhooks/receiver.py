"""Another site, on loopback: takes messages, verifies them with the published library, and answers as it is told."""

import http.server
import json
import threading
import time
from contextlib import contextmanager

from standardwebhooks import Webhook, WebhookVerificationError


class Receveur:
    """`recus` are (id, verified message) in order; `refus` what could not be verified.

    `reponses` are the statuses to answer with, one after the other; `refusees` the pages whose messages are refused.
    """

    def __init__(self, secret="", port=0):
        self.secret, self.recus, self.refus, self.reponses = secret, [], [], []
        self.en_tetes = {}
        self.refusees = set()
        self.lenteur = 0.0
        self.port = port
        self._serveur = None

    def demarrer(self):
        site = self

        class Reponse(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                time.sleep(site.lenteur)
                code = site.reponses.pop(0) if site.reponses else 204
                if json.loads(body)["data"].get("page", {}).get("id") in site.refusees:
                    code = 400
                if 200 <= code < 300:
                    site.prendre(body, dict(self.headers))
                self.send_response(code)
                for name, value in site.en_tetes.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args):
                pass

        self._serveur = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Reponse)
        self.port = self._serveur.server_address[1]
        threading.Thread(target=self._serveur.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def arreter(self):
        self._serveur.shutdown()
        self._serveur.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/messages"

    def prendre(self, body, headers):
        lowered = {name.lower(): value for name, value in headers.items()}
        try:
            message = Webhook(self.secret).verify(body.decode(), lowered)
        except WebhookVerificationError as exc:
            self.refus.append(str(exc))
            return
        self.recus.append((lowered["webhook-id"], message))


@contextmanager
def receveur(secret=""):
    one = Receveur(secret)
    one.demarrer()
    try:
        yield one
    finally:
        one.arreter()
