#!/bin/sh
# `PGconn.ping` of psycopg 3.3, as its binary package has it, stops every thread of the process until the server answers.
#
# Expected: a call into libpq that waits for the network lets other threads run meanwhile, as psycopg's own connect() does,
#   and as the same method does in psycopg's Python implementation (ctypes gives the lock back by itself).
# Seen: the compiled one keeps the interpreter's lock. Where a server accepts and never answers, no thread does anything for
#   as many seconds as `connect_timeout` allows: for a web process, nobody is answered.
# Instead: to learn whether a server is there, open a socket, send an SSLRequest, and read the one byte that each answers.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

"${PYTHON:-python3}" -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check "psycopg[binary]==3.3.9" >&2 || exit 2
cat > ping.py <<'PYTHON'
import socket
import threading
import time

import psycopg
from psycopg.pq import PGconn, __impl__

# It lets in whoever comes, and says nothing.
door = socket.create_server(("127.0.0.1", 0))
dsn = f"host=127.0.0.1 port={door.getsockname()[1]} connect_timeout=2 sslmode=disable gssencmode=disable"
beats = 0


def beat():
    global beats
    while True:
        beats += 1
        time.sleep(0.02)


def connect():
    try:
        psycopg.connect(dsn)
    except psycopg.OperationalError:
        pass


threading.Thread(target=beat, daemon=True).start()
for title, ask in (("connect", connect), ("ping", lambda: PGconn.ping(dsn.encode()))):
    before, began = beats, time.monotonic()
    ask()
    took, others = time.monotonic() - began, beats - before
    waited = "waited" if took > 1.5 else "did not wait"
    print(f"{title} ({__impl__}) {waited}; the other thread {'went on' if others > 20 else 'stood still'}")
PYTHON
echo "psycopg 3.3.9"
seen=$(venv/bin/python ping.py)
echo "$seen"
expected="connect (binary) waited; the other thread went on
ping (binary) waited; the other thread stood still"
if [ "$seen" != "$expected" ]; then
    echo "changed: this was seen before:"
    echo "$expected"
    exit 1
fi
