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


def convert(octets, suffix, to, reading=None):
    """The file that LibreOffice makes of this one: opened, computed, saved in another format.

    `reading`: the filter by which it is opened, where LibreOffice would ask.
    """
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"feuille.{suffix}")
        source.write_bytes(octets)
        out = Path(folder, "out")
        done = subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
             *([f"--infilter={reading}"] if reading else []), "--convert-to", to,
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


_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Feuilles"/></library:library>
"""
#: Opens a sheet, writes texts into cells as somebody who types them does, saves it in the format that it came in.
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Feuilles" script:language="StarBasic">
Sub Change
  Dim opening(2) As New com.sun.star.beans.PropertyValue
  opening(0).Name = &quot;Hidden&quot; : opening(0).Value = True
  opening(1).Name = &quot;FilterName&quot; : opening(1).Value = &quot;@FILTER@&quot;
  opening(2).Name = &quot;FilterOptions&quot; : opening(2).Value = &quot;@OPTIONS@&quot;
  Dim book As Object
  book = StarDesktop.loadComponentFromURL(&quot;@URL@&quot;, &quot;_blank&quot;, 0, opening())
@CELLS@
  Dim saving(1) As New com.sun.star.beans.PropertyValue
  saving(0).Name = &quot;FilterName&quot; : saving(0).Value = &quot;@FILTER@&quot;
  saving(1).Name = &quot;FilterOptions&quot; : saving(1).Value = &quot;@OPTIONS@&quot;
  book.storeToURL(&quot;@OUT@&quot;, saving())
  book.close(True)
End Sub
</script:module>
"""
_FILTERS = {
    "xlsx": ("Calc MS Excel 2007 XML", ""),
    "ods": ("calc8", ""),
    "csv": ("Text - txt - csv (StarCalc)", "59,34,76"),
}


def type_into(octets, suffix, cells):
    """The file with texts typed into cells by LibreOffice: {(column, line), both from 0: text}."""
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder, f"feuille.{suffix}"), Path(folder, f"changee.{suffix}")
        source.write_bytes(octets)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        # A first start makes the profile; a macro is then found in it.
        subprocess.run(
            ["soffice", profile, "--headless", "--terminate_after_init"], capture_output=True, timeout=120, check=True
        )
        basic = Path(folder, "profile/user/basic/Standard")
        name, options = _FILTERS[suffix]
        typed = "\n".join(
            f"  book.Sheets(0).getCellByPosition({column}, {line}).String = &quot;{text}&quot;"
            for (column, line), text in cells.items()
        )
        said = {"URL": source.as_uri(), "OUT": out.as_uri(), "FILTER": name, "OPTIONS": options, "CELLS": typed}
        module = _MODULE
        for word, text in said.items():
            module = module.replace(f"@{word}@", text)
        (basic / "script.xlb").write_text(_LIBRARY, "utf-8")
        (basic / "Feuilles.xba").write_text(module, "utf-8")
        done = subprocess.run(
            ["soffice", profile, "--headless", "macro:///Standard.Feuilles.Change"],
            capture_output=True, timeout=120, check=False,
        )  # fmt: skip
        assert out.exists(), done.stderr.decode()
        return out.read_bytes()
