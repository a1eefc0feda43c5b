#!/bin/sh
# A document that odfdo 3.27.3 has just made says that it was made in July 2026.
#
# Expected: `Document("text")` is new, so its creation date is now, or unset.
# Seen: the date is that of the file that odfdo ships as its template, to the microsecond, and `save` keeps it, though it
# does write itself in as the generator. All documents say the same date.
# Why: a new document is a copy of the template with its meta.xml.
# Instead: set `document.meta.creation_date` before saving.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

"${PYTHON:-python3}" -m venv env
env/bin/pip install --quiet --disable-pip-version-check odfdo==3.27.3 >&2 || exit 2
cat > fresh.py <<'PYTHON'
from datetime import datetime

from odfdo import Document

for kind in ("text", "spreadsheet"):
    Document(kind).save("fresh.odf")
    meta = Document("fresh.odf").meta
    print(f"{kind}: made {meta.creation_date} by {meta.generator}")
corrected = Document("text")
corrected.meta.creation_date = datetime(2026, 11, 29)
corrected.save("corrected.odf")
print(f"text with its date set: made {Document('corrected.odf').meta.creation_date}")
PYTHON
seen=$(env/bin/python fresh.py)
echo "$seen"
expected="text: made 2026-07-18 17:57:29.056095 by odfdo 3.27.3
spreadsheet: made 2026-07-18 17:56:34.590702 by odfdo 3.27.3
text with its date set: made 2026-11-29 00:00:00"
if [ "$seen" != "$expected" ]; then
    echo "changed: this was seen before:"
    echo "$expected"
    exit 1
fi
