"""`python -m scripts.pdfua`: sets sample C.A.P. and has veraPDF judge each by PDF/UA-1. `make pdfua`, and CI.

Needs a Java and Maven, which fetches veraPDF (some 20 MB, once) from Maven Central. `--keep FOLDER` leaves the PDFs.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import django

from scripts.services.console import Progress, ServiceError, say
from scripts.services.distribution import cache_folder
from scripts.services.programs import find_program, install, wait_for_output

TITLE = "veraPDF"
POM = Path(__file__).with_name("pom.xml")
VERSION = "1.28.2"
MAIN = "org.verapdf.apps.GreenfieldCliWrapper"


def main(words: Sequence[str]) -> int:
    """How many PDFs fall short, as the exit code."""
    parser = argparse.ArgumentParser(prog="make pdfua", description="Vérifie que le PDF d’un C.A.P. suit PDF/UA-1.")
    parser.add_argument("--keep", type=Path, metavar="DOSSIER", help="y laisser les PDF")
    asked = parser.parse_args(words)
    try:
        judge = fetched()
        with tempfile.TemporaryDirectory() as scratch:
            folder = asked.keep or Path(scratch)
            folder.mkdir(parents=True, exist_ok=True)
            return sum(not passes(judge, path, what) for path, what in set_all(folder))
    except ServiceError as exc:
        say(f"✗ {exc}")
        return 1


def fetched() -> Path:
    """The folder with veraPDF and all that it stands on."""
    for program, package in (("java", "default-jre-headless"), ("mvn", "maven")):
        if find_program(program) is None:
            install(package, title=TITLE)
    target = cache_folder() / f"verapdf-{VERSION}"
    if not list(target.glob("greenfield-apps-*.jar")):
        say(f"{TITLE}: fetching from Maven Central, once …")
        command = [str(find_program("mvn")), "-q", "-B", "--strict-checksums", "-f", str(POM)]
        command += ["dependency:copy-dependencies", f"-DoutputDirectory={target}", f"-Dverapdf.version={VERSION}"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as maven:  # noqa: S603 -- fixed words
            output = wait_for_output(maven, Progress(TITLE, "fetching"))
        if maven.returncode:
            raise ServiceError(f"Maven could not fetch {TITLE}: check the network, then run it again.\n{output[-800:]}")
    return target


def set_all(folder: Path) -> list[tuple[Path, str]]:
    """Every sample as a file in this folder."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    from cap.takeaway.pdf import pdf_de  # Django is set up by then
    from scripts.pdfua.samples import samples

    made = []
    for number, (what, contenu) in enumerate(samples(), start=1):
        path = folder / f"cap-{number}.pdf"
        path.write_bytes(pdf_de(contenu))
        made.append((path, what))
    return made


def passes(judge: Path, path: Path, what: str) -> bool:
    """What veraPDF says of one file; every broken rule is shown."""
    command = [str(find_program("java")), "-Djava.awt.headless=true", "-cp", f"{judge}/*", MAIN]
    command += ["--flavour", "ua1", "--format", "text", "--verbose", str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603 -- fixed words
    good = said.startswith("PASS")
    say(f"{'✓' if good else '✗'} PDF/UA-1, {what}{'' if good else chr(10) + said}")
    return good


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
