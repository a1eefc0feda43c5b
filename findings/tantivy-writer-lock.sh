#!/bin/sh
# tantivy-py 0.27: an index cannot be written while somebody still reads the error of the write before.
#
# Expected: a write that failed is over; the next one, in the very `except` that heard of it, opens a writer of its own.
# Seen: an IndexWriter holds the lock of its index as long as the object exists, and has no `close`. The error's traceback
#   keeps the frame in which the writer is a local name, so in the `except` block, in a log record with `exc_info`, in
#   `raise … from exc`, every further `index.writer()` raises LockBusy. After the block it works again. Whoever tries a batch
#   that failed once more, line by line, in that place takes every line for a bad one.
# Seen also: a bad document, a lock and a full disk are one type, ValueError, told apart by their English text alone.
# Instead: let go of the writer where it fails (`writer = None` in a `finally`), before the error leaves the frame.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

"${PYTHON:-python3}" -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check tantivy==0.27.0 >&2 || exit 2
cat > write.py <<'PYTHON'
import tempfile

import tantivy

schema = tantivy.SchemaBuilder().add_text_field("t").build()


def kept(index, line):
    writer = index.writer(heap_size=15_000_000, num_threads=1)
    writer.add_json(line)
    writer.commit()
    writer.wait_merging_threads()


def let_go(index, line):
    writer = index.writer(heap_size=15_000_000, num_threads=1)
    try:
        writer.add_json(line)
        writer.commit()
        writer.wait_merging_threads()
    finally:
        writer = None


def told(write, index):
    try:
        write(index, '{"t": "b"}')
    except ValueError as exc:
        return "LockBusy" if "LockBusy" in str(exc) else str(exc)
    return "written"


for write in (kept, let_go):
    index = tantivy.Index(schema, path=tempfile.mkdtemp())
    try:
        write(index, '["a list is no document"]')
    except ValueError:
        inside = told(write, index)
    print(f"{write.__name__}: while the error is read {inside}, afterwards {told(write, index)}")
PYTHON
echo "tantivy 0.27.0"
seen=$(TMPDIR="$folder" venv/bin/python write.py)
echo "$seen"
expected="kept: while the error is read LockBusy, afterwards written
let_go: while the error is read written, afterwards written"
if [ "$seen" != "$expected" ]; then
    echo "changed: this was seen before:"
    echo "$expected"
    exit 1
fi
