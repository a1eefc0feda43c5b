"""Folders, disk and ports of the demonstration, with a sentence for each way they can fail."""

import errno
import os
import shutil
import socket
import time
from pathlib import Path

from scripts.demo.console import DemoError

ROOT = Path(__file__).resolve().parents[2]
NEEDED_MB = 500
CLOSING = 2.0  # seconds for which a taken port may still be one that is being given back
#: The exit code of a preparation that found a wrong environment (sysexits.h): trying again changes nothing.
WRONG_SETTINGS = 78
#: That of one that found a database of another version, and has said what to do.
WRONG_DATABASE = 65


def var_folder() -> Path:
    """Where the demonstration keeps its files: the same variable and default as the settings."""
    return Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()


def log_folder(var: Path) -> Path:
    """The folder of the logs, made with those above it; raises DemoError where none can be."""
    folder = var / "log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise DemoError(
            f"Le dossier {var} ne peut pas être créé ou rempli ({exc.strerror or exc}) : "
            "donnez-en un qui vous appartient, par exemple make demo VAR_DIR=/tmp/odd17"
        ) from exc
    return folder


def check_disk(path: Path, *, needed_mb: int = NEEDED_MB) -> None:
    """Raises DemoError unless the disk that holds `path` has that much room."""
    free_mb = shutil.disk_usage(path).free // 1_000_000
    if free_mb < needed_mb:
        raise DemoError(
            f"Il reste {free_mb} Mo sur le disque de {path} ; il en faut {needed_mb}. "
            "Libérez de la place, puis relancez la même commande."
        )


def check_writable(path: Path) -> None:
    if not os.access(path, os.W_OK | os.X_OK):
        raise DemoError(
            f"Le dossier {path} n’est pas accessible en écriture : "
            "copiez le projet dans un dossier qui vous appartient, ou changez ses droits."
        )


def read_port(text: str) -> int:
    """The port that a person asked for; raises DemoError for anything that is not one."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise DemoError(
            f"PORT={text} n’est pas un numéro de port : donnez un nombre de 1 à 65535, par exemple PORT=8001."
        )
    return int(text)


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there; raises OSError for a host or port that is refused for another reason."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        # As the web server does: a port that only waits for its last packets to pass is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen()
        except OSError as exc:
            if exc.errno == errno.EADDRINUSE:
                return False
            raise
    return True


def check_port(host: str, port: int) -> None:
    """Raises DemoError, with a port that is free, unless the web server can listen there.

    A server that has just been ended holds its port for a moment, while its last connections are closed.
    """
    try:
        deadline = time.monotonic() + CLOSING
        while not (free := is_free(host, port)) and time.monotonic() < deadline:
            time.sleep(0.05)
        if free:
            return
    except socket.gaierror as exc:
        raise DemoError(f"HOST={host} est inconnu de cette machine : essayez HOST=127.0.0.1.") from exc
    except PermissionError as exc:
        raise DemoError(
            f"Le port {port} est réservé à l’administrateur du système : choisissez-en un au-dessus de 1023, "
            "par exemple make demo PORT=8000."
        ) from exc
    except OSError as exc:
        raise DemoError(f"HOST={host} n’est pas une adresse de cette machine : essayez HOST=127.0.0.1.") from exc
    raise DemoError(f"Le port {port} est déjà pris. Choisissez-en un autre : make demo PORT={next_free(host, port)}")


def next_free(host: str, port: int) -> int:
    """The first free port after `port`; any free one when none is near."""
    for candidate in range(port + 1, min(port + 200, 65536)):
        try:
            if is_free(host, candidate):
                return candidate
        except OSError:
            break
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 -- recognised here, never a default


def reachable_name(host: str) -> str:
    """What to write into an address: this machine's name when the server listens everywhere."""
    if host in EVERYWHERE:
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host


def name_for_passkeys(url: str) -> str:
    """The same site by a name that browsers take for passkeys: they refuse 127.0.0.1, whatever is asked."""
    return url.replace("//127.0.0.1", "//localhost").replace("//[::1]", "//localhost")


def own_names(host: str) -> list[str]:
    """The names under which a browser may ask for the site, for ALLOWED_HOSTS."""
    loopback = ["localhost", "127.0.0.1", "[::1]"]
    if host not in EVERYWHERE:
        return list(dict.fromkeys([*loopback, reachable_name(host)]))
    try:
        addresses = socket.gethostbyname_ex(socket.gethostname())[2]
    except OSError:
        addresses = []
    return list(dict.fromkeys([*loopback, socket.gethostname(), *addresses]))


def tail(log: Path, *, lines: int = 15) -> str:
    """The last lines of a log, indented; a sentence when there is none."""
    try:
        text = log.read_bytes()[-20_000:].decode(errors="replace")
    except OSError:
        return "  (aucun journal)"
    return "\n".join(f"  {line}" for line in text.splitlines()[-lines:]) or "  (journal vide)"
