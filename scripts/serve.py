"""`python -m scripts.serve [--host H --port P]`: the web process of an installed service.

It takes the socket that systemd holds for it (sd_listen_fds(3)): while this process starts again, whoever asks waits
in that socket's queue instead of being refused. Granian's own command cannot be handed a socket, hence the subclass;
without one it listens by itself. SIGHUP has a fresh process take over before the old one ends.
"""

import argparse
import os
import socket
import sys
from pathlib import Path
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.net import SocketHolder
from granian.server.mp import MPServer

from scripts.demo.processes import THREADS

FIRST = 3  # SD_LISTEN_FDS_START
#: Seconds that requests under way get to end; TimeoutStopSec of the unit is longer.
GRACE = 25
#: Seconds that a fresh process gets to load the site before the old one stops.
OVERLAP = 8.0


def handed_socket() -> int | None:
    """The descriptor of the socket that systemd passed to this very process; None when it passed none."""
    if os.environ.get("LISTEN_PID") != str(os.getpid()) or os.environ.get("LISTEN_FDS") != "1":
        return None
    return FIRST


def leave_the_link(arguments: list[str]) -> None:
    """Begin again, as the same process, from the environment's own place.

    The unit names it by the link to the release that serves. An upgrade sets the link anew: what this process loads
    after that must still be its own.
    """
    own = Path(sys.prefix).resolve()
    if own != Path(sys.prefix):
        python = str(own / "bin/python")
        os.execv(python, [python, "-m", "scripts.serve", *arguments])  # noqa: S606 -- our own interpreter


class SocketServer(MPServer):
    """Granian, listening on the socket that it was handed."""

    def __init__(self, *, handed: int | None, **options: Any) -> None:
        super().__init__(**options)
        self.handed = handed

    def _init_shared_socket(self) -> None:
        if self.handed is None:
            super()._init_shared_socket()
            return
        holder: Any = SocketHolder  # its stub leaves out what it is made of
        shared: Any = holder(self.handed, False, self.backlog)
        self._ssp, self._shd, self._sfd = None, shared, shared.get_fd()
        self._sso = socket.socket(fileno=self._sfd)
        self._sso.set_inheritable(True)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m scripts.serve", description="The web process.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=1, help="processes; one is enough for SQLite")
    options = parser.parse_args(arguments)
    leave_the_link(arguments)
    SocketServer(
        handed=handed_socket(),
        target="cms.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=OVERLAP,
        workers_kill_timeout=GRACE,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1:])
