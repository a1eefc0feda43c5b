#!/bin/sh
# In communes.json of @etalab/decoupage-administratif 6.0.0, 584 codes stand twice: a code names no one entry.
#
# Expected: an Insee code names one commune, so the list can be read into a dictionary by `code`.
# Seen: a commune made by a merger keeps the code of the former commune in which its mairie sits, and that one is in the
#   same list, as `commune-deleguee` or `commune-associee`. Read by `code`, the later entry wins: hundreds of communes of
#   today get the name of a part of themselves, and no population, without an error.
# Instead: read by `type` and `code`, or keep `commune-actuelle` alone.
# Data: COG 2026 (Insee), Licence Ouverte.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @etalab/decoupage-administratif@6.0.0 >&2 || exit 2
cat > read.py <<'PYTHON'
import json
from collections import Counter

with open("node_modules/@etalab/decoupage-administratif/data/communes.json", encoding="utf-8") as file:
    entries = json.load(file)
twice = [code for code, count in Counter(one["code"] for one in entries).items() if count > 1]
by_code = {one["code"]: one for one in entries}
today = [one for one in entries if one["type"] == "commune-actuelle"]
lost = [one for one in today if by_code[one["code"]] is not one]
print(f"{len(entries)} entries, {len(twice)} codes twice, {len(lost)} of {len(today)} communes of today lost by code")
one = next(one for one in lost if one["code"] == "01015")
print(f"01015 is {one['nom']} ({one['population']} people), by code {by_code['01015']['nom']} ({by_code['01015'].get('population')})")
PYTHON
seen=$("${PYTHON:-python3}" read.py)
echo "$seen"
expected="37590 entries, 584 codes twice, 584 of 34969 communes of today lost by code
01015 is Arboys en Bugey (710 people), by code Arbignieu (None)"
if [ "$seen" != "$expected" ]; then
    echo "changed: this was seen before:"
    echo "$expected"
    exit 1
fi
