"""Every form in which a C.A.P. is taken away has its writer, which is imported when it is first asked for."""

import ast
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error

from cap.takeaway.formats import FORMES


def check_forms(**kwargs: Any) -> list[CheckMessage]:
    """One error for each form that nothing writes."""
    found: list[CheckMessage] = []
    for nom, forme in FORMES.items():
        module, _, name = forme.ecrivain.rpartition(".")
        if name not in _functions(f"cap.takeaway.{module}"):
            hint = f"Write the function {name} in cap/takeaway/{module}.py."
            found.append(Error(f"Nothing writes a C.A.P. in the form « {nom} ».", hint=hint, id="cap.E001"))
    return found


def _functions(module: str) -> set[str]:
    """The functions of a module that is read, not imported: the engine of the PDF is heavy."""
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        return set()
    tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
