#!/bin/sh
# `send_task(…, retry=False)` of Celery 5.7 still tries three times to reach a Redis that refuses, for six seconds.
#
# Expected: `retry=False` says that a message which cannot be sent is given up at once, as its documentation has it: whoever
#   publishes in a web request turns it off so as not to wait.
# Seen: it turns off the second try of the publication alone. The connection is opened before, by kombu 5.7, which asks its
#   own policy: it waits two, then four seconds, then raises. (A server that accepts and never answers is waited for without
#   an end; that is a matter of timeouts, and is not shown here.)
# Instead: a connection for publishing with `max_retries: 0` in its transport options, in addition to `retry=False`.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

"${PYTHON:-python3}" -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check celery==5.7.0 kombu==5.7.0 redis==8.1.0 packaging==25.0 >&2 || exit 2
cat > send.py <<'PYTHON'
import socket
import time

from celery import Celery

with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
# Nobody listens there any more: the system refuses at once.
for options in ({}, {"max_retries": 0}):
    app = Celery("essai", broker=f"redis://127.0.0.1:{port}/0")
    app.conf.broker_transport_options = options
    began = time.monotonic()
    try:
        app.send_task("essai", retry=False, ignore_result=True)
    except Exception as exc:
        took = time.monotonic() - began
        print(f"{options or 'no options'}: {type(exc).__name__} {'after seconds' if took > 4 else 'at once'}")
PYTHON
echo "celery 5.7.0, kombu 5.7.0"
seen=$(venv/bin/python send.py)
echo "$seen"
expected="no options: OperationalError after seconds
{'max_retries': 0}: OperationalError at once"
if [ "$seen" != "$expected" ]; then
    echo "changed: this was seen before:"
    echo "$expected"
    exit 1
fi
