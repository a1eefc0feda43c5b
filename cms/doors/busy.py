"""A SQLite that somebody writes to is busy, and has JSON all the same.

Django asks a database whether it has JSON in a transaction of its own. Ours begin as writers: while the worker writes
for long the question fails, and `check` and `migrate` refuse every model with a JSONField (fields.E180). Each SQLite
that Python comes with has had JSON since 2022.
"""

from django.db import connections


def connect() -> None:
    """Have no SQLite asked from now on."""
    for connection in connections.all():
        if connection.vendor == "sqlite":
            type(connection.features).supports_json_field = True
