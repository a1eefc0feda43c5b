"""The parcours that visitors walk: read once for each generation of the content, since a page has many children."""

from adoc.models import ParcoursAdoc
from adoc.parcours.definition import Definition, definition_de
from ground.generation import retenu


def definition_publiee(page: ParcoursAdoc) -> Definition:
    """What the live page says. Who may read it is asked each time, elsewhere."""
    found: Definition = retenu(f"adoc.{page.pk}", lambda: definition_de(page))
    return found
