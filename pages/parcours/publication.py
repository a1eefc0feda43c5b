"""The parcours that visitors walk: read once for each generation of the content, since a page has many children."""

from pages.contenus.generation import retenu
from pages.models import ParcoursAdoc
from pages.parcours.definition import Definition, definition_de


def definition_publiee(page: ParcoursAdoc) -> Definition:
    """What the live page says. Who may read it is asked each time, elsewhere."""
    found: Definition = retenu(f"adoc.{page.pk}", lambda: definition_de(page))
    return found
