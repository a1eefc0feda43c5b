"""Sheets as partners make them: by LibreOffice itself, headless, and by openpyxl."""

import io
import subprocess
import tempfile
from pathlib import Path

from openpyxl import Workbook

#: The filter of LibreOffice for CSV: separator, quotation mark, charset (1: Windows-1252, 76: UTF-8, with a mark).
FRENCH_EXCEL = "csv:Text - txt - csv (StarCalc):59,34,1"
UTF8_COMMA = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1"
UTF8_TAB = "csv:Text - txt - csv (StarCalc):9,34,76"


def convert(octets, suffix, to):
    """The file that LibreOffice makes of this one: opened, computed, saved in another format."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"feuille.{suffix}")
        source.write_bytes(octets)
        out = Path(folder, "out")
        done = subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", to,
             "--outdir", str(out), str(source)],
            capture_output=True, timeout=120, check=False,
        )  # fmt: skip
        made = list(out.iterdir()) if out.exists() else []
        assert len(made) == 1, done.stderr.decode()
        return made[0].read_bytes()


def workbook(*rows, title="Feuille 1", change=None):
    """An XLSX of these rows; `change(workbook, sheet)` does the rest."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if change:
        change(book, sheet)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
