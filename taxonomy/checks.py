"""What a kind of term must be told in each of its places: whoever forgot one is named at the start."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error

from ground.packages import modules_left_out
from taxonomy import models
from taxonomy.models import SlugFusionne, Terme
from taxonomy.references import modeles_de_terme


def check_kinds_of_term(**kwargs: Any) -> list[CheckMessage]:
    """One error for each place that was forgotten."""
    found: list[CheckMessage] = [
        Error(f"{model.__name__}: {sentence}", hint=hint, obj=model, id=f"taxonomy.E{number:03}")
        for model in modeles_de_terme()
        for number, sentence, hint in _faults(model)
    ]
    for name in modules_left_out(models):
        hint = "Import its terms there by name, or delete the file: nobody reads it."
        found.append(Error(f"{name} is not imported by taxonomy/models/__init__.py.", hint=hint, id="taxonomy.E005"))
    return found


def _faults(model: type[Terme]) -> Iterator[tuple[int, str, str]]:
    # Wagtail's admin and the API are read once all models are there.
    from taxonomy.admin.viewsets import Referentiels
    from taxonomy.api import REFERENTIELS, TermeSchema, TermesParameters

    longest = SlugFusionne._meta.get_field("facette").max_length or 0
    same = [one.__name__ for one in modeles_de_terme() if one.facette == model.facette]
    if not model.facette or len(model.facette) > longest or len(same) > 1:
        yield (
            1,
            f"its facette « {model.facette} » is no name of its own.",
            f"Set `facette`: what the API, webhooks and addresses call it, at most {longest} letters.",
        )
    if model not in [viewset.model for viewset in Referentiels.items]:
        yield 2, "editors cannot keep it.", "Write its viewset in taxonomy/admin/viewsets.py, name it in Referentiels."
    told = next((one for one in REFERENTIELS.values() if one.model is model), None)
    if told is None:
        yield 3, "the API does not list it.", "Give it a row in REFERENTIELS of taxonomy/api.py."
    elif unsaid := sorted(
        {*told.champs} - {*TermeSchema.model_fields} | {*told.filtres} - {*TermesParameters.model_fields}
    ):
        yield (
            4,
            f"the API does not describe {', '.join(unsaid)}.",
            "What is told of terms stands in TermeSchema, what they are filtered by in TermesParameters.",
        )
