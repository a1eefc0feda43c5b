"""Programs the servers need: found where systems put them, installed by apt if root may, else asked for."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from scripts.services.accounts import Account
from scripts.services.console import Progress, ServiceError, say
from scripts.services.processes import run

OLDEST_JAVA = 21


def major_version(text: str) -> int:
    """The first number of a `--version` line: 15 of `postgres (PostgreSQL) 15.13`."""
    found = re.search(r"(\d+)\.\d+|\b(\d+)(?:beta|rc|devel)", text)
    return int(found.group(1) or found.group(2)) if found else 0


def java_major(modules: str) -> int:
    """The version of a Java that can run Elasticsearch, from `java --list-modules`; 0 without jdk.attach."""
    found = re.search(r"^java\.base@(\d+)", modules, re.MULTILINE)
    return int(found.group(1)) if found and re.search(r"^jdk\.attach(@|$)", modules, re.MULTILINE) else 0


def java_homes(environ: Mapping[str, str]) -> Iterable[Path]:
    """Where a JDK may stand: the variables first, then the usual folders, newest name first, then PATH."""
    for variable in ("ES_JAVA_HOME", "JAVA_HOME"):
        if environ.get(variable):
            yield Path(environ[variable])
    for pattern in ("usr/lib/jvm/*", "opt/java/*", "Library/Java/JavaVirtualMachines/*/Contents/Home"):
        yield from sorted(Path("/").glob(pattern), key=lambda home: _numbers(home.name), reverse=True)
    java = shutil.which("java", path=environ.get("PATH"))
    if java:
        yield Path(java).resolve().parents[1]


def _numbers(name: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", name)]


def find_jdk(account: Account | None) -> Path:
    """A JDK that is new enough, whole enough, and that the server's account can run."""
    seen: set[Path] = set()
    for home in java_homes(os.environ):
        if (real := home.resolve()) in seen:
            continue
        seen.add(real)
        if java_major(run([home / "bin/java", "--list-modules"], account=account).stdout) >= OLDEST_JAVA:
            return home
    raise ServiceError(
        f"Elasticsearch needs a full JDK ≥ {OLDEST_JAVA} (with the module jdk.attach) and none was found: "
        "install one, for instance Temurin from https://adoptium.net, and set ES_JAVA_HOME to its folder."
    )


def find_program(name: str, *, folders: Iterable[Path] = ()) -> Path | None:
    """The program, from the first folder that has it, then from the PATH."""
    for folder in folders:
        if os.access(folder / name, os.X_OK):
            return folder / name
    found = shutil.which(name)
    return Path(found) if found else None


def install(package: str, *, title: str) -> None:
    """Install a Debian package when root can; otherwise raise the sentence that asks for it."""
    apt = shutil.which("apt-get")
    if os.geteuid() != 0 or apt is None:
        raise ServiceError(
            f"{title} needs the package `{package}`: install it (Debian: `sudo apt-get install {package}`; "
            f"macOS: `brew install {package}`), or start the servers of compose.yml and set their URLs."
        )
    say(f"{title}: installing the package {package} …")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    progress = Progress(title, f"installing {package}")
    for words in (["update", "-qq"], ["install", "-qq", "--no-install-recommends", package]):
        with subprocess.Popen(  # noqa: S603 -- a fixed program with fixed words
            [apt, *words, "-y"],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as apt_get:
            output = wait_for_output(apt_get, progress)
        if apt_get.returncode != 0:
            last = output.strip().splitlines()[-1:] or ["it said nothing"]
            raise ServiceError(f"apt-get {words[0]} failed ({last[0]}): install `{package}` by hand.")


def wait_for_output(process: "subprocess.Popen[bytes]", progress: Progress, detail: Callable[[], str] = str) -> str:
    """All that the process wrote, once it has ended; until then progress lines with the moment's `detail`."""
    while True:
        try:
            output, _ = process.communicate(timeout=1)
        except subprocess.TimeoutExpired:
            progress.beat(detail())
            continue
        return (output or b"").decode(errors="replace")
