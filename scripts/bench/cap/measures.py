"""A C.A.P.: its pages with sixty elements, its PDF, and a thousand of them edited by eight clients at once."""

import json
import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from scripts.bench.place import HOST
from scripts.bench.report import Section, Table
from scripts.bench.timing import REPETITIONS, Timing, measure, ms
from scripts.demo.places import ROOT

MS_AT_MOST, PDF_SECONDS_AT_MOST, PDF_MIB_AT_MOST = 50.0, 2.0, 300.0
ELEMENTS, FEW, BROKEN = 60, 6, 12
#: As many as a C.A.P. holds.
MOST = 300
CAPS, CLIENTS = 1_000, 8
QUICK_CAPS = 6
TEXT = (
    "A C.A.P. of sixty pages, twelve of whose links are broken and come with what may replace them, through Django’s "
    "test client and all middlewares; its SQL is compared with that of one of six. The PDF of sixty elements is set "
    "in a process of its own, whose peak is told. Eight processes at once then edit the same thousand C.A.P.: each "
    "adds an element to every one, writes a note on it, and adds its word to the objectives, which all of them change; "
    "a conflict is read and written again. Nothing may be missing in the end."
)


class Edited(NamedTuple):
    """How long eight clients took, how many acts they did, the conflicts that were told, and what was lost."""

    caps: int
    seconds: float
    acts: int
    conflicts: int
    lost: int


class Row(NamedTuple):
    """All measures. `pages`: (what, timing, SQL of sixty, SQL of six)."""

    documents: int
    pages: list[tuple[str, Timing, int, int]]
    pdf_seconds: float
    pdf_mib: float
    full_pdf_seconds: float
    edited: Edited


def row(*, repetitions: int = REPETITIONS) -> Row:
    """Measure everything."""
    from pages.models import PageEditoriale  # Django is set up by now, not when this module is read

    pdf = _child("scripts.bench.cap.pdf", str(ELEMENTS))
    return Row(
        documents=PageEditoriale.objects.live().count(),
        pages=_pages(repetitions),
        pdf_seconds=pdf["seconds"],
        pdf_mib=pdf["mib"],
        full_pdf_seconds=_child("scripts.bench.cap.pdf", str(MOST), "full")["seconds"],
        edited=_edited(CAPS if repetitions >= REPETITIONS else QUICK_CAPS),
    )


def _pages(repetitions: int) -> list[tuple[str, Timing, int, int]]:
    from django.test import Client  # as above

    from cap import editing
    from scripts.bench.public import sql_of

    client = Client(SERVER_NAME=HOST)
    made = {size: _cap(size) for size in (ELEMENTS, FEW)}
    rows = []
    for what, place in (("page to change", "modifier"), ("page to read", "lire")):
        address = {
            size: f"/cap/{place}/{secret if place == 'modifier' else editing.lien_de_lecture(cap, edition=secret)}/"
            for size, (cap, secret) in made.items()
        }
        timing = measure(partial(client.get, address[ELEMENTS]), repetitions=repetitions)
        rows.append((what, timing, sql_of(address[ELEMENTS], client), sql_of(address[FEW], client)))
    return rows


def _cap(size: int) -> tuple[Any, str]:
    """A C.A.P. of so many pages, a fifth of them with a broken link."""
    from cap import editing  # Django is set up by then
    from liens.enums import EtatLien
    from liens.models import Lien
    from pages.models import PageEditoriale, Ressource

    pages = list(PageEditoriale.objects.type(Ressource).live().order_by("-pk")[:size])
    broken = [page.pk for page in pages[: size * BROKEN // ELEMENTS]]
    Lien.objects.filter(occurrences__page__in=broken, occurrences__champ="liens.0.url").update(etat=EtatLien.CASSE)
    cap, secret = editing.create_cap()
    editing.add_pages(cap, pages)
    return cap, secret


def _edited(caps: int) -> Edited:
    from cap import editing  # as above
    from cap.models import Cap, Element

    secrets = [editing.create_cap()[1] for _ in range(caps)]
    shared = Path(os.environ["VAR_DIR"]) / "bench-caps.json"
    shared.write_text(json.dumps(secrets))
    began = time.monotonic()
    running = [_start("scripts.bench.cap.client", str(number), str(shared)) for number in range(CLIENTS)]
    told = [_said(one) for one in running]
    seconds = time.monotonic() - began
    ours = [editing.cap_to_edit(secret).pk for secret in secrets]
    kept = Element.objects.filter(cap__in=ours, note__startswith="note de ").count()
    words = sum(len(set(one.split())) for one in Cap.objects.filter(pk__in=ours).values_list("objectifs", flat=True))
    return Edited(
        caps=caps,
        seconds=seconds,
        acts=sum(one["acts"] for one in told),
        conflicts=sum(one["conflicts"] for one in told),
        lost=2 * CLIENTS * caps - kept - words,
    )


def _child(module: str, *words: str) -> dict[str, Any]:
    return _said(_start(module, *words))


def _start(module: str, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 -- our own modules
        [sys.executable, "-m", module, *words], cwd=ROOT, env=os.environ.copy(), stdout=subprocess.PIPE, text=True
    )


def _said(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """What a child printed as JSON. Raises RuntimeError when it failed."""
    output, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
    said: dict[str, Any] = json.loads(output)
    return said


def section(found: Row) -> Section:
    """The report."""
    edited = found.edited
    rows = [
        (what, str(found.documents), timing.shown, ms(timing.cpu), str(sql), str(few))
        for what, timing, sql, few in found.pages
    ]
    others = [
        (f"PDF of {ELEMENTS} elements", f"{found.pdf_seconds:.2f} s", f"peak {found.pdf_mib:.0f} MiB"),
        (f"PDF of {MOST} elements, every other with the longest note", f"{found.full_pdf_seconds:.2f} s", ""),
        (
            f"{edited.caps} C.A.P. by {CLIENTS} clients",
            f"{edited.seconds:.0f} s",
            f"{edited.acts} acts, {edited.acts / edited.seconds:.0f}/s, {edited.conflicts} conflicts settled",
        ),
    ]
    targets = [
        (
            f"{what}, {ELEMENTS} elements",
            f"≤ {MS_AT_MOST:.0f} ms",
            f"{ms(timing.p50)} ms",
            timing.p50 <= MS_AT_MOST,
        )
        for what, timing, _, _ in found.pages
    ]
    targets += [
        (f"{what}, SQL of {ELEMENTS} as of {FEW}", "the same", f"{sql} and {few}", sql == few)
        for what, _, sql, few in found.pages
    ]
    targets += [
        (
            f"PDF of {ELEMENTS} elements",
            f"≤ {PDF_SECONDS_AT_MOST:.0f} s, ≤ {PDF_MIB_AT_MOST:.0f} MiB",
            f"{found.pdf_seconds:.2f} s, {found.pdf_mib:.0f} MiB",
            found.pdf_seconds <= PDF_SECONDS_AT_MOST and found.pdf_mib <= PDF_MIB_AT_MOST,
        ),
        ("updates lost", "0", str(edited.lost), edited.lost == 0),
    ]
    return Section(
        "cap",
        "The C.A.P. 2030",
        TEXT,
        [
            Table(("what", "documents on the site", "p50 / p95 ms", "CPU ms", "SQL", f"SQL of {FEW}"), rows),
            Table(("what", "time", ""), others),
        ],
        targets,
    )
