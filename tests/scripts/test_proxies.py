"""nginx for real, with the configuration that we ship, in front of a site that tells what reached it."""

import http.client
import http.server
import json
import shutil
import socket
import ssl
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest
import trustme

from scripts.demo.kinship import tied_to_me
from scripts.demo.places import is_free
from tests.patience import LAST_RESORT
from tests.ports import own_port
from tests.resources import insist

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
NAME = "www.exemple.fr"
HASHED = "site.0123456789ab.css"
#: Around the file, where Debian has /etc/nginx/nginx.conf.
AROUND = """
daemon off;
error_log stderr warn;
pid {folder}/nginx.pid;
{user}
events {{ }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def for_a_trial(text, *, folder, site, plain, tls, inner):
    """The shipped file with ports and folders of a trial; whatever else it says stays as it is."""
    changes = {
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{site};",
        "listen [::]:80;": "",
        "listen [::]:443 ssl http2 default_server;": "",
        "listen [::]:443 ssl http2;": "",
        "listen 127.0.0.1:8001;": f"listen 127.0.0.1:{inner};",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ": f"listen 127.0.0.1:{tls} ",
        "/etc/letsencrypt/live/www.exemple.fr/fullchain.pem": f"{folder}/chain.pem",
        "/etc/letsencrypt/live/www.exemple.fr/privkey.pem": f"{folder}/key.pem",
        "root /var/lib/odd17;": f"root {folder}/state;",
        "/var/cache/nginx/odd17": f"{folder}/cache",
        "/var/log/nginx/odd17.log": f"{folder}/access.log",
    }
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


class Told(http.server.BaseHTTPRequestHandler):
    """A site that answers with what reached it."""

    def do_GET(self):
        length = int(self.headers["Content-Length"] or 0)
        read = len(self.rfile.read(length))
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = json.dumps({"path": self.path, "headers": headers, "read": read}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "public, max-age=3600" if self.path.startswith("/media/") else "no-store")
        self.end_headers()
        self.server.calls.append(self.path)
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def behind():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Told)
    server.daemon_threads, server.calls = True, []
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def front(behind, tmp_path_factory, worker_id):
    """nginx, its two ports, and how to trust its certificate."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if program is None:
        insist("needs nginx: apt-get install nginx")
    folder = tmp_path_factory.mktemp("nginx")
    authority = trustme.CA()
    certificate = authority.issue_cert(NAME)
    certificate.private_key_pem.write_to_path(folder / "key.pem")
    (folder / "chain.pem").write_bytes(b"".join(one.bytes() for one in certificate.cert_chain_pems))
    static = folder / "state/static"
    static.mkdir(parents=True)
    (static / HASHED).write_text("a{}")
    (static / f"{HASHED}.gz").write_bytes(b"compressed")
    (static / "plain.css").write_text("b{}")
    (folder / "state/db.sqlite3").write_text("secret")
    plain = own_port(worker_id, 23_000)
    tls = own_port(worker_id, plain + 1 if worker_id == "master" else 23_050)
    inner = own_port(worker_id, tls + 1 if worker_id == "master" else 23_100)
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    site = behind.server_address[1]
    (folder / "site.conf").write_text(for_a_trial(text, folder=folder, site=site, plain=plain, tls=tls, inner=inner))
    user = "user root;" if Path("/proc/self").owner() == "root" else ""
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user))
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    log = folder / "error.log"
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, preexec_fn=tied_to_me())
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    try:
        deadline = time.monotonic() + LAST_RESORT
        while is_free("127.0.0.1", tls):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.02)
        yield SimpleNamespace(plain=plain, tls=tls, inner=inner, trust=trust, folder=folder, log=log)
    finally:
        process.terminate()
        process.wait()


class ToLoopback(http.client.HTTPSConnection):
    """To this machine, by the site's name."""

    def connect(self):
        self.sock = self._context.wrap_socket(
            socket.create_connection(("127.0.0.1", self.port), timeout=LAST_RESORT), server_hostname=self.host
        )


def ask(front, path, *, method="GET", body=None, **headers):
    """(status, headers, body) over TLS, its certificate checked."""
    connection = ToLoopback(NAME, front.tls, context=front.trust)
    try:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", NAME)
        for name, value in headers.items():
            connection.putheader(name.replace("__", "-"), value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def test_http_is_sent_to_https(front):
    connection = http.client.HTTPConnection("127.0.0.1", front.plain, timeout=LAST_RESORT)
    connection.request("POST", "/recherche/?q=eau", headers={"Host": NAME})
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Location")) == (308, f"https://{NAME}/recherche/?q=eau")
    connection.close()


def test_another_name_is_shown_no_certificate(front):
    connection = ToLoopback("autre.exemple.fr", front.tls, context=front.trust)
    with pytest.raises(ssl.SSLError, match=r"(?i)unrecognized.name"):
        connection.connect()
    connection.close()


def test_visitor_is_named_by_the_proxy_alone(front):
    claims = {"X__Forwarded__For": "192.0.2.1", "X_Forwarded_For": "192.0.2.2", "X__Forwarded__Proto": "http"}
    told = json.loads(ask(front, "/une/page/", **claims)[2])["headers"]
    assert {name: value for name, value in told.items() if "orwarded" in name} == {
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-proto": "https",
    }
    assert told["host"] == NAME


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/cap/", 2**21 + 1, 413),
        ("/cap/", 2**20, 200),
        ("/admin/documents/multiple/add/", 21 * 2**20, 200),
        ("/espace-partenaire/x/feuille/", 21 * 2**20, 200),
        ("/admin/documents/multiple/add/", 26 * 2**20, 413),
    ],
)
def test_upload_has_a_limit(front, path, size, status):
    try:
        seen = ask(front, path, method="POST", body=bytes(size))[0]
    except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
        # nginx refused by the length that was announced, and did not read on.
        seen = 413
    assert seen == status


def test_static_file_comes_from_the_disk_for_ever(front, behind):
    before = len(behind.calls)
    status, headers, body = ask(front, f"/static/{HASHED}")
    compressed = ask(front, f"/static/{HASHED}", Accept__Encoding="gzip")
    told = [headers[name] for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options")]
    assert (status, body, told) == (200, b"a{}", ["text/css", "public, max-age=31536000, immutable", "nosniff"])
    assert (compressed[1]["Content-Encoding"], compressed[2]) == ("gzip", b"compressed")
    assert ask(front, "/static/plain.css")[1]["Cache-Control"] == "public, max-age=60"
    assert len(behind.calls) == before


@pytest.mark.parametrize("path", ["/static/../db.sqlite3", "/static/%2e%2e/db.sqlite3", "/static../db.sqlite3"])
def test_nothing_beside_the_static_files_is_on_disk_for_anybody(front, path):
    assert b"secret" not in ask(front, path)[2]


def test_media_are_saved_and_asked_for_once(front, behind):
    answers = [ask(front, "/media/images/a.svg") for _ in range(3)]
    assert [(status, headers["Content-Disposition"]) for status, headers, _ in answers] == [(200, "attachment")] * 3
    assert behind.calls.count("/media/images/a.svg") == 1


@pytest.mark.parametrize("path", ["/sante/pret/", "/sante/mesures/", "/sante/pret", "/sante/mesures/?x=1"])
def test_what_the_machine_says_of_itself_is_not_public(front, behind, path):
    before = len(behind.calls)
    assert (ask(front, path)[0], len(behind.calls)) == (404, before)
    assert ask(front, "/sante/")[0] == 200


def test_what_watches_on_the_machine_has_a_door_of_its_own(front):
    url = f"http://127.0.0.1:{front.inner}"
    with urllib.request.urlopen(f"{url}/sante/mesures/", timeout=LAST_RESORT) as answer:
        told = json.load(answer)
    said = {name: told["headers"][name] for name in ("host", "x-forwarded-proto", "x-forwarded-for")}
    assert (told["path"], said) == (
        "/sante/mesures/",
        {"host": NAME, "x-forwarded-proto": "https", "x-forwarded-for": "127.0.0.1"},
    )
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{url}/admin/", timeout=LAST_RESORT)


def test_secret_addresses_are_not_written_to_the_log(front):
    ask(front, "/cap/modifier/tres-secret/?jeton=aussi")
    written = (front.folder / "access.log").read_text()
    assert ("secret" in written, "aussi" in written, "GET /cap/... 200" in written) == (False, False, True)


def test_caddyfile_says_what_nginx_says():
    """No Caddy is in Debian's main tests: what both must say is compared by its words."""
    caddy = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    said = [
        "header_up X-Forwarded-For {remote_host}",
        "header_up -X_Forwarded_For",
        "respond @inside 404",
        "max_size 25MB",
        "max_size 2MB",
        "header @media Content-Disposition attachment",
        'header @hashed Cache-Control "public, max-age=31536000, immutable"',
    ]
    assert [words for words in said if words not in caddy] == []
