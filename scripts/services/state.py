"""What was started, written down before anyone waits for it, so that `stop` finds it whatever happens."""

import fcntl
import json
import os
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from scripts.services.console import ServiceError
from scripts.services.processes import is_alive
from scripts.services.versions import VARIABLES

HOME = Path(__file__).resolve().parents[2] / "var" / "services"


@dataclass(frozen=True)
class Record:
    """One server that this program started."""

    pid: int
    began: str
    port: int
    url: str
    log: str

    @property
    def is_alive(self) -> bool:
        return is_alive(self.pid, self.began)


@dataclass(frozen=True)
class Given:
    """The ports and the URL a server had when it was last launched."""

    ports: list[int]
    url: str


class State:
    """The records of `home/state.json` and the folder the servers' own files live in."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.file = home / "state.json"
        self.place: Path | None = None
        self.records: dict[str, Record] = {}
        # What was handed out last: a shell that sourced it finds the same servers after a restart.
        self.given: dict[str, Given] = {}
        self._load()

    def _load(self) -> None:
        try:
            content = json.loads(self.file.read_text(encoding="utf-8"))
            self.place = Path(content["place"]) if content["place"] else None
            self.records = {name: Record(**fields) for name, fields in content["servers"].items()}
            self.given = {name: Given(**fields) for name, fields in content["given"].items()}
        except FileNotFoundError:
            return
        except (ValueError, KeyError, TypeError, AttributeError) as exc:
            raise ServiceError(
                f"{self.file} cannot be read ({exc!r}): end the servers it names by hand, then delete it."
            ) from exc

    def save(self) -> None:
        servers = {name: asdict(record) for name, record in self.records.items()}
        given = {name: asdict(each) for name, each in self.given.items()}
        content = {"place": str(self.place) if self.place else None, "servers": servers, "given": given}
        _replace(self.file, json.dumps(content, indent=2) + "\n")
        for name in VARIABLES:
            pid_file = self.home / f"{name}.pid"
            if name in self.records:
                _replace(pid_file, f"{self.records[name].pid}\n")
            else:
                pid_file.unlink(missing_ok=True)

    def put(self, name: str, record: Record) -> None:
        self.records[name] = record
        self.save()

    def drop(self, name: str) -> None:
        self.records.pop(name, None)
        self.save()

    def running(self, name: str) -> Record | None:
        record = self.records.get(name)
        return record if record is not None and record.is_alive else None

    def write_env(self, urls: Mapping[str, str]) -> None:
        """Write `env` for a shell to source; private, since a URL of the user's own may carry a password."""
        env = self.home / "env"
        if urls:
            _replace(env, env_lines(urls))
        else:
            env.unlink(missing_ok=True)


def env_lines(urls: Mapping[str, str], *, prefix: str = "") -> str:
    """`DATABASE_URL=…` and its sisters, in a fixed order, quoted for a shell."""
    lines = [f"{prefix}{VARIABLES[name]}={shlex.quote(urls[name])}\n" for name in VARIABLES if name in urls]
    return "".join(lines)


def _replace(path: Path, text: str) -> None:
    scratch = path.with_name(f".{path.name}.new")
    scratch.unlink(missing_ok=True)
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    scratch.replace(path)


@contextmanager
def locked(home: Path) -> Iterator[State]:
    """The state, for one program at a time: a second `start` waits for the first, then finds all running."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = (home / "lock").open("w")
    except OSError as exc:
        raise ServiceError(f"{home} cannot be written ({exc.strerror}): give yourself the right to it.") from exc
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield State(home)
