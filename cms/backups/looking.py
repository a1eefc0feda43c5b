"""`python -m cms.backups.looking`: how the site answers from a restored database, as one line of JSON.

A process of its own, whose settings name a scratch database and a scratch folder: it migrates, indexes a few pages,
searches, and opens the newest C.A.P. It has no server but that database and sends nothing.
"""

import json
import sys
from typing import Any
from urllib.parse import quote_plus

import django

#: Pages of the scratch index, and how many of the newest are searched by their titles until one is found.
INDEXED, SEARCHED = 200, 5


def look() -> dict[str, Any]:
    """{"cap": number of elements that its link shows, None without any; "found": title; "pages": how many}."""
    from django.core.management import call_command  # all of it asks for Django, which is set up by then

    call_command("migrate", interactive=False, verbosity=0)
    return {"cap": cap_by_its_link(), **search_of_a_page()}


def cap_by_its_link() -> int | None:
    """How many elements the reading link of the newest C.A.P. shows; None if there is none.

    A link is kept as its hash alone. In this scratch database the C.A.P. gets another one, which is then opened as
    anybody opens theirs.
    """
    from django.test import Client  # as above
    from django.urls import reverse

    from cap.models import Cap
    from ground.secrets import empreinte, nouveau_secret

    cap = Cap.objects.order_by("-pk").first()
    if cap is None:
        return None
    secret = nouveau_secret()
    Cap.objects.filter(pk=cap.pk).update(lecture=empreinte(secret))
    client = Client(headers={"host": "localhost"})
    page = client.get(reverse("cap:lire", args=[secret]))
    answer = client.get("/api/v3/cap/", headers={"X-Cap": secret})
    if (page.status_code, answer.status_code) != (200, 200):
        raise SystemExit(
            f"Le C.A.P. le plus récent ne s’ouvre pas par son lien ({page.status_code}, {answer.status_code})."
        )
    return sum(len(column["elements"]) for column in answer.json()["colonnes"])


def search_of_a_page() -> dict[str, Any]:
    """Index the newest pages and search one by its title."""
    from django.test import Client  # as above
    from django.utils import timezone

    from search.documents.builder import documents_of
    from search.documents.visibility import indexable_pages
    from search.engines import current_engine
    from search.engines.base import Rebuild
    from search.state import counters

    newest = list(indexable_pages(timezone.localdate()).order_by("-pk").values_list("pk", "title")[:INDEXED])
    if not newest:
        return {"found": None, "pages": 0}
    documents = documents_of([pk for pk, _ in newest])
    current_engine().rebuild(
        Rebuild(documents, counters.next_version(), lambda: (counters.next_version(), [], set()), lambda count: None)
    )
    client = Client(headers={"host": "localhost"})
    for pk, title in newest[:SEARCHED]:
        answer = client.get(f"/api/v3/recherche/?q={quote_plus(title)}")
        if answer.status_code == 200 and pk in {hit["id"] for hit in answer.json()["resultats"]}:
            return {"found": title, "pages": len(newest)}
    raise SystemExit("La recherche ne trouve aucune des pages restaurées.")


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(look()) + "\n")
