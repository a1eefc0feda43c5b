"""Looks into a zipped workbook before any library unfolds it: how large it gets, and what it holds besides values.

Every part is unfolded once, piece by piece, and counted: what the archive says of itself may be wrong.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from sheets.reading.grids import UnreadableSheetError

UNFOLDED_AT_MOST = 96 * 1024 * 1024
PIECE = 1 << 20
DAMAGED = "Le fichier est abîmé\u00a0: enregistrez-le de nouveau, ou téléchargez-le de nouveau."
PROTECTED = (
    "Ce classeur est protégé par un mot de passe\u00a0: enregistrez-le sans protection, puis donnez-le de nouveau."
)
TOO_LARGE = (
    "Une fois déplié, ce classeur est démesuré. Gardez-y la seule feuille à importer, sans images ni mise en forme,"
    " ou enregistrez-la en CSV."
)
_CODES = re.compile(rb'formatCode="0{2,15}"')


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen: names of the parts, and whether a second reading is worth its while."""

    names: frozenset[str]
    has_links: bool
    has_formulas: bool
    has_codes: bool
    has_merged: bool

    @property
    def says_more(self) -> bool:
        """Whether there is more in it than values."""
        return self.has_links or self.has_formulas or self.has_codes


def look_into(octets: bytes) -> Looked:
    """Raises UnreadableSheetError for an archive that is damaged or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            if any(one.flag_bits & 1 for one in archive.infolist()):
                raise UnreadableSheetError(PROTECTED)
            return _look(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as exc:
        raise UnreadableSheetError(DAMAGED) from exc


def _look(archive: zipfile.ZipFile) -> Looked:
    unfolded = 0
    links = formulas = codes = merged = False
    for part in archive.infolist():
        is_ods = part.filename == "content.xml"
        is_sheet = is_ods or part.filename.startswith("xl/worksheets/sheet")
        with archive.open(part) as reading:
            before = b""
            while piece := reading.read(PIECE):
                unfolded += len(piece)
                if unfolded > UNFOLDED_AT_MOST:
                    raise UnreadableSheetError(TOO_LARGE)
                seen = before + piece
                if part.filename == "META-INF/manifest.xml" and b"encryption-data" in seen:
                    raise UnreadableSheetError(PROTECTED)
                if is_sheet:
                    links = links or b"<hyperlink " in seen or b"xlink:href=" in seen or b"HYPERLINK(" in seen
                    formulas = formulas or b"<f>" in seen or b"<f " in seen or b"table:formula=" in seen
                    merged = merged or b"-spanned=" in seen
                    codes = codes or (is_ods and b'min-integer-digits="' in seen)
                elif part.filename == "xl/styles.xml":
                    codes = codes or _CODES.search(seen) is not None
                # A mark may lie across two pieces.
                before = piece[-200:]
    return Looked(frozenset(archive.namelist()), links, formulas, codes, merged)
