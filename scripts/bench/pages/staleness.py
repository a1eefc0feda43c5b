"""Whether a page is ever answered as it was before: eight clients read beside another process’s publications.

A publication is over when the call that makes it returns, which is when an editor is told so. A read that begins after
it and shows the version before it is stale.
"""

import http.client
import random
import re
import threading
from typing import Any, NamedTuple

from scripts.bench.place import HOST

READERS = 8
PAGES = 40
MARK = re.compile(rb"Version (\d+) de la mesure")


class Drill(NamedTuple):
    """How many reads there were, how many of them were stale, and how many publications."""

    reads: int
    stale: int
    publications: int


def drill(port: int, *, reads: int, publications: int) -> Drill:
    """So many reads of random pages beside so many publications of random ones, by the site on this port."""
    pages = _marked_pages()
    addresses = {pk: page.get_url() for pk, page in pages.items()}
    shown = dict.fromkeys(pages, 0)
    stale: list[int] = []
    failures: list[BaseException] = []
    left = iter(range(reads))
    door = threading.Lock()

    def read_on(number: int) -> None:
        drawn = random.Random(number)  # noqa: S311  no secret
        connection = http.client.HTTPConnection(HOST, port, timeout=60)
        try:
            while True:
                with door:
                    if next(left, None) is None:
                        return
                pk = drawn.choice(list(addresses))
                known = shown[pk]
                connection.request("GET", addresses[pk], headers={"Accept-Encoding": "identity"})
                answer = connection.getresponse()
                found = MARK.search(answer.read())
                if answer.status != 200 or not found:
                    raise RuntimeError(f"{addresses[pk]} answered {answer.status} without its version")
                if int(found[1]) < known:
                    stale.append(pk)
        except (OSError, RuntimeError, http.client.HTTPException) as exc:
            failures.append(exc)
        finally:
            connection.close()

    threads = [threading.Thread(target=read_on, args=(number,)) for number in range(READERS)]
    for thread in threads:
        thread.start()
    drawn = random.Random(17)  # noqa: S311  no secret
    done = 0
    while done < publications or any(thread.is_alive() for thread in threads):
        if done < publications:
            done += 1
            pk = drawn.choice(list(pages))
            _publish(pages[pk], done)
            shown[pk] = done
        else:
            threads[0].join()
            for thread in threads:
                thread.join()
    if failures:
        raise RuntimeError("a reader was not answered") from failures[0]
    return Drill(reads, len(stale), publications)


def _marked_pages() -> dict[int, Any]:
    """Some pages whose text says its version, 0 to begin with."""
    from pages.models import Ressource  # Django is set up by now

    found = {page.pk: page for page in Ressource.objects.live().public().order_by("pk")[:PAGES]}
    for page in found.values():
        _publish(page, 0)
    return found


def _publish(page: Any, number: int) -> None:
    page.chapo = f"Version {number} de la mesure."
    page.save_revision().publish()
