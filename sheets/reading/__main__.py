"""`python -m sheets.reading NAME < file`: its sheets as JSON, or the sentence of why they cannot be read."""

import csv
import json
import sys

from sheets.reading.files import OCTETS_AT_MOST, REFUSED, hold_back, read_file
from sheets.reading.grids import CELL_AT_MOST, UnreadableSheetError


def main(name: str) -> int:
    """0 with the sheets on the output, `REFUSED` with the sentence."""
    hold_back()
    # A limit of the whole process, hence set here alone: a cell that is too long is cut, not refused.
    csv.field_size_limit(CELL_AT_MOST * 10)
    try:
        found = read_file(sys.stdin.buffer.read(OCTETS_AT_MOST + 1), name)
    except UnreadableSheetError as exc:
        sys.stdout.write(str(exc))
        return REFUSED
    json.dump(found.as_json(), sys.stdout, ensure_ascii=False)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
