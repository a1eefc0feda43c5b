"""`python -m scripts.drill.editor`: publishes a page a second until it is ended, and says of each what became of it.

A line of JSON for each: `word`, by which alone the page is found and which a letter to a colleague bears, and
`seconds`; or `refused`, why it was not published.
"""

import json
import sys
import time
from uuid import uuid4

#: The account of the colleague.
READER = "exercice"


def main() -> None:
    """Publish for ever."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.db import connection

    from pages.models import Ressource

    pattern = Ressource.objects.live().order_by("path")[0].pk
    get_user_model().objects.get_or_create(username=READER, defaults={"email": f"{READER}@exemple.invalid"})
    while True:
        turn = time.monotonic()
        word = f"exercice{uuid4().hex[:10]}"
        try:
            said = {"word": word, "seconds": publish(pattern, word)}
        except Exception as exc:  # noqa: BLE001  whatever was refused is told: an edit that was not acknowledged is not lost
            said = {"refused": f"{type(exc).__name__}: {exc}"[:200]}
            connection.close()
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
        time.sleep(max(0.0, 1.0 - (time.monotonic() - turn)))


def publish(pattern: int, word: str) -> float:
    """Seconds until a copy of the page `pattern`, under a title of its own, was acknowledged."""
    from django.contrib.auth import get_user_model

    from acces.notices import Letter
    from pages.models import Ressource
    from pages.workflow.telling import tell

    began = time.monotonic()
    own = {"title": f"Ressource {word}", "slug": word}
    page = Ressource.objects.get(pk=pattern).copy(update_attrs=own, copy_revisions=False, keep_live=False)
    page.save_revision().publish()
    tell(get_user_model().objects.filter(username=READER), Letter(word, ("Un exercice.",)))
    return time.monotonic() - began


if __name__ == "__main__":
    main()
