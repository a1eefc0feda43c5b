"""The code that documents and their rows are made by, as one value: what other code has made is not taken again."""

import sys
from functools import lru_cache

from django.conf import settings

from ground.machine.code import apart, fingerprint
from search.french import analysis_hash

#: Where the making of a document begins, and that of its row in the embedded index.
ROOTS = ("search.documents.builder", "search.engines.embedded_schema")


@lru_cache(maxsize=1)
def form_of_code() -> str:
    """Changes with that code, with the rules of French, and with its libraries. Read once for each process."""
    read = fingerprint(ROOTS, settings.BASE_DIR, b"documents")
    for value in (analysis_hash(), sys.version, settings.LANGUAGE_CODE):
        read.update(apart(value.encode()))
    return read.hexdigest()
