"""What is too long or too wide to be taken in at a glance, and what is not annotated."""

import ast
from collections import Counter
from collections.abc import Iterator

from scripts.house.graph import House

MODULES_AT_MOST = 15
LINES_AT_MOST = 400
FUNCTION_AT_MOST = 60

Function = ast.FunctionDef | ast.AsyncFunctionDef


def corridors(house: House) -> list[str]:
    """`folder: N modules` for each folder with more modules side by side than a reader takes in at a glance."""
    counts = Counter(path.parent for path in house.files.values() if path.name != "__init__.py")
    return [
        f"{folder.relative_to(house.root)}: {count} modules"
        for folder, count in sorted(counts.items())
        if count > MODULES_AT_MOST
    ]


def long_files(house: House) -> list[str]:
    """`file: N lines` for each file that is to be split."""
    lengths = {path: path.read_text(encoding="utf-8").count("\n") for path in house.files.values()}
    return [
        f"{path.relative_to(house.root)}: {length} lines" for path, length in lengths.items() if length > LINES_AT_MOST
    ]


def long_functions(house: House) -> list[str]:
    """`file:line name: N lines` for each function that is to be split."""
    return [
        f"{house.place(module, function.lineno)} {function.name}: {length} lines"
        for module, function in functions(house)
        if (length := (function.end_lineno or function.lineno) - function.lineno + 1) > FUNCTION_AT_MOST
    ]


def bare_functions(house: House) -> list[str]:
    """`file:line name` for each function that leaves an argument or its result without a type."""
    return [
        f"{house.place(module, function.lineno)} {function.name}"
        for module, function in functions(house)
        if not _is_annotated(function)
    ]


def functions(house: House) -> Iterator[tuple[str, Function]]:
    """Every function and method with the module that holds it."""
    for module, tree in house.trees.items():
        for node in ast.walk(tree):
            if isinstance(node, Function):
                yield module, node


def _is_annotated(function: Function) -> bool:
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]
    unnamed = {"self", "cls"} if named and named[0].arg in {"self", "cls"} else set()
    typed = all(one.annotation is not None or one.arg in unnamed for one in named)
    return typed and function.returns is not None
