"""The code that bodies are made by, as one value that changes with it: read from the imports, so that nobody has to
remember to say that it changed."""

from functools import lru_cache

from django.conf import settings
from wagtail.api.v3.schemas import read_generator

from ground.machine.code import apart, fingerprint
from pages.page_types import page_types

BODIES = "headless.contenus.bodies"


@lru_cache(maxsize=1)
def forme_du_code() -> str:
    """Changes with the code that makes bodies, its libraries, and the settings that are written into their addresses.

    Reads some fifty files, once for each process: about 50 ms.
    """
    read = fingerprint(_roots(), settings.BASE_DIR, b"contenus")
    for written in (settings.SECRET_KEY, settings.SITE_URL):
        read.update(apart(written.encode()))
    return read.hexdigest()


def _roots() -> set[str]:
    """Where the making of a body begins: who asks for it, the pages themselves, and who gives their special fields."""
    makers = {BODIES}
    makers |= {cls.__module__ for model in page_types() for cls in model.__mro__}
    makers |= {resolver.__module__ for resolver in read_generator.field_schemas.values()}
    return makers
