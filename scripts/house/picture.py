"""The picture of the rooms in `docs/architecture.md`, drawn from the imports: what stands on what."""

from scripts.house.graph import House
from scripts.house.rooms import ORDER, ROOMS, ROOT

DOCUMENT = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- rooms -->\n", "<!-- /rooms -->"


def drawn(house: House) -> str:
    """A Mermaid graph: an arrow for each room that another imports and that it does not reach by a longer way."""
    direct = {room: uses(house, room) for room in ORDER}
    boxes = [f'    {room}["{room}<br/><small>{ROOMS[room]}</small>"]' for room in reversed(ORDER)]
    arrows = [
        f"    {room} --> {other}"
        for room in reversed(ORDER)
        for other in reversed(ORDER)
        if other in direct[room] and not any(other in _below(middle, direct) for middle in direct[room])
    ]
    return "\n".join(["```mermaid", "graph TD", *boxes, *arrows, "```", ""])


def uses(house: House, room: str) -> set[str]:
    """The other rooms that this one imports."""
    found = {one.imported.split(".")[0] for one in house.imports if one.importer.split(".")[0] == room}
    return (found & set(ORDER)) - {room}


def _below(room: str, direct: dict[str, set[str]]) -> set[str]:
    """All rooms that this one reaches, itself left out."""
    found: set[str] = set()
    waiting = set(direct[room])
    while waiting:
        one = waiting.pop()
        found.add(one)
        waiting |= direct[one] - found
    return found


def in_document(text: str, picture: str) -> str:
    """The document with this picture between its two marks. Raises ValueError for one without them."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{DOCUMENT.name} has no place for the picture: {BEGIN.strip()} … {END}")
    return f"{before}{begin}{picture}{end}{after}"
