"""A cell’s text becomes a value of a field, or a sentence about why it cannot. Pure: asks nothing of the database."""

import re
from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

from taxonomy.models.base import forme_de_recherche

#: Months as people write and shorten them, without accents.
MONTHS = ("janv", "fevr", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})(?:\s+\d{1,2}:\d{2}.*)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]\d{1,2}:\d{2}.*)?")
_IN_WORDS = re.compile(r"(\d{1,2})(?:er)?\s+([a-z]+)\.?\s+(\d{4})")
_YEAR = re.compile(r"(1[89]|20|21)\d{2}")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"|]+|(?<![\w@./-])[\w-]+(?:\.[\w-]+)*\.(?:fr|org|com|eu|net|gouv\.fr)(?:/[^\s<>\"|]*)?",
    re.I,
)
#: A cell that is an address and nothing else: all of it is.
_WHOLE = re.compile(r"https?://[^\s<>\"|]+", re.IGNORECASE)
_ENDS = ".,;:)]}»’'"
#: Between entries of a list; a comma only where the whole is no entry by itself.
_LIST = re.compile(r"\s*[;\n|]\s*")


class CellError(ValueError):
    """The cell cannot be read so; the message says why and what would do."""


class Cell(NamedTuple):
    """The text of a cell, and the address behind it when it is a link."""

    text: str
    link: str = ""

    def __bool__(self) -> bool:
        return bool(self.text or self.link)


def fold(text: str) -> str:
    """Without case, accents and punctuation: how names of columns, terms and titles are compared."""
    return forme_de_recherche(text)


def as_line(text: str) -> str:
    """The text on one line, each run of spaces as one."""
    return " ".join(text.split())


def as_day(text: str) -> date:
    """A day, the day before the month as in French. Raises CellError."""
    said = as_line(text)
    if match := _ISO.fullmatch(said):
        year, month, day = (int(one) for one in match.groups())
    elif match := _DAY_FIRST.fullmatch(said):
        day, month, year = (int(one) for one in match.groups())
        year += 2000 if year < 100 else 0
    elif match := _IN_WORDS.fullmatch(fold(said)):
        number = next((rank for rank, name in enumerate(MONTHS, 1) if match[2].startswith(name[:4])), 0)
        day, month, year = int(match[1]), number, int(match[3])
    else:
        raise CellError(f"«\u00a0{said[:60]}\u00a0» n’est pas une date\u00a0: écrivez par exemple 31/12/2027.")
    try:
        return date(year, month, day)
    except ValueError as exc:
        raise CellError(f"«\u00a0{said[:60]}\u00a0» n’existe pas au calendrier.") from exc


def as_year(text: str) -> int:
    """A year, alone or in a date. Raises CellError."""
    said = as_line(text)
    if _YEAR.fullmatch(said):
        return int(said)
    try:
        return as_day(said).year
    except CellError as exc:
        raise CellError(f"«\u00a0{said[:60]}\u00a0» n’est pas une année\u00a0: écrivez par exemple 2025.") from exc


def as_number(text: str) -> int:
    """A whole number. Raises CellError."""
    said = as_line(text).replace("\u202f", "").replace("\u00a0", "").replace(" ", "")
    if not (said.isascii() and said.isdecimal() and len(said) < 12):
        raise CellError(f"«\u00a0{text[:60]}\u00a0» n’est pas un nombre entier.")
    return int(said)


def addresses_in(cell: Cell) -> list[tuple[str, str]]:
    """(address, words before it) of each address of a cell, the link behind its text first. None: no address."""
    found: list[tuple[str, str]] = []
    if cell.link and urlsplit(cell.link).scheme.lower() in ("http", "https", ""):
        words = "" if _ADDRESS.search(cell.text) else as_line(cell.text)
        if not cell.link.startswith(("#", "/", ".")):
            found.append((cell.link.strip(), words))
    whole = cell.text.strip()
    if _WHOLE.fullmatch(whole):
        return found if any(whole == known for known, _ in found) else [*found, (whole, "")]
    end = 0
    for match in _ADDRESS.finditer(cell.text):
        address = _without_the_sentence(match[0])
        words = cell.text[end : match.start()].strip(" \n\t;,:-–—(«»|")
        end = match.start() + len(address)
        if all(address != known for known, _ in found):
            found.append((address, as_line(words)))
    return found


def _without_the_sentence(address: str) -> str:
    """An address without the signs that end the sentence in which it stands; a bracket that it opens is its own."""
    while address and address[-1] in _ENDS:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address


def completed(address: str) -> str:
    """The address with `https://` where nothing stands before the name of the site."""
    return address if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", address) else f"https://{address}"


def entries_of(text: str) -> list[str]:
    """The entries of a list in a cell: on lines of their own, or between semicolons or bars."""
    return [entry for one in _LIST.split(text) if (entry := as_line(one))]


def shown_day(day: date | None) -> str:
    """As editors write it."""
    return f"{day.day:02}/{day.month:02}/{day.year}" if day else ""


def is_day(text: str) -> bool:
    """Whether the text is a day."""
    try:
        as_day(text)
    except CellError:
        return False
    return True
