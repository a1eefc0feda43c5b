"""Redis in memory only: nothing is kept between two starts."""

import socket
from pathlib import Path

from scripts.services.accounts import Account
from scripts.services.console import ServiceError
from scripts.services.places import own_folder
from scripts.services.processes import run
from scripts.services.programs import find_program, install, major_version
from scripts.services.server import Command, Ground, Server, plain_env
from scripts.services.state import Record
from scripts.services.versions import OLDEST_MAJOR


class Redis(Server):
    name = "redis"
    limit = 20.0

    def prepare(self, ground: Ground) -> Command:
        program = self._program(ground.account)
        folder = own_folder(ground.place / "redis", ground.account)
        words: list[str | Path] = [
            program,
            "--port",
            str(ground.port),
            "--bind",
            "127.0.0.1",
            "--dir",
            folder,
        ]
        words += ["--save", "", "--appendonly", "no", "--daemonize", "no"]
        log = ground.place / "redis.log"
        return Command(words, plain_env(folder), folder, log, f"redis://127.0.0.1:{ground.port}/0")

    def _program(self, account: Account | None) -> Path:
        if find_program("redis-server") is None:
            install("redis-server", title=self.title)
        program = find_program("redis-server")
        version = run([program, "--version"], account=account).stdout if program else ""
        if program is None or major_version(version) < OLDEST_MAJOR["redis"]:
            raise ServiceError(
                f"Redis ≥ {OLDEST_MAJOR['redis']} is needed and `redis-server --version` says "
                f"« {version.strip()} »: install the package `redis-server` again."
            )
        return program

    def is_ready(self, record: Record) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", record.port), timeout=2) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16) == b"+PONG\r\n"
        except OSError:
            return False
