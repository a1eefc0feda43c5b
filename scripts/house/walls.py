"""Imports that break a wall: against the order of the rooms, in a circle of files, or in a circle inside a room."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from scripts.house.graph import House, Import, named
from scripts.house.rooms import ORDER, SCRIPTS

#: Entry points and tests: no room may lean on them.
OUTSIDE = frozenset({SCRIPTS, "tests", "manage"})


def breaches(house: House) -> list[str]:
    """`file:line imports module` for each import that runs against the order of the rooms."""
    found = []
    for importer, tree in house.trees.items():
        room = importer.split(".")[0]
        if room not in ORDER:
            continue
        for name, line in named(tree):
            top = name.split(".")[0]
            if top in OUTSIDE or (top in ORDER and ORDER.index(top) > ORDER.index(room)):
                found.append(f"{house.place(importer, line)} imports {name}")
    return found


def circles(house: House) -> list[str]:
    """Files that import one another in a circle, each circle as the sorted names of its modules."""
    edges: dict[str, set[str]] = defaultdict(set)
    for one in house.imports:
        edges[one.importer].add(one.imported)
    return [" ↔ ".join(sorted(circle)) for circle in knots(edges)]


def inner_circles(house: House) -> list[str]:
    """`package: child ↔ child` for children of one package, modules or packages, that import one another in a circle.

    What stands in a package imports its siblings one way, as the rooms do.
    """
    edges: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in house.imports:
        package, importer, imported = _parting(one)
        if importer and imported:
            edges[package][importer].add(imported)
    return [
        f"{package or 'the house'}: {' ↔ '.join(sorted(circle))}"
        for package in sorted(edges)
        for circle in knots(edges[package])
    ]


def _parting(one: Import) -> tuple[str, str, str]:
    """The package where the ways of the two modules part, and its two children; "" for a package's own module."""
    left, right = one.importer.split("."), one.imported.split(".")
    shared = 0
    while shared < min(len(left), len(right)) and left[shared] == right[shared]:
        shared += 1
    importer, imported = ("".join(side[shared : shared + 1]) for side in (left, right))
    return ".".join(left[:shared]), importer, imported


def knots(edges: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """The strongly connected components of more than one node (R. Tarjan, 1972)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        order[node] = lowest[node] = len(order)
        waiting.append(node)
        for other in sorted(edges.get(node, ())):
            if other not in order:
                visit(other)
                lowest[node] = min(lowest[node], lowest[other])
            elif other in waiting:
                lowest[node] = min(lowest[node], order[other])
        if lowest[node] == order[node]:
            knot = waiting[waiting.index(node) :]
            del waiting[waiting.index(node) :]
            if len(knot) > 1:
                found.append(sorted(knot))

    for node in sorted(edges):
        if node not in order:
            visit(node)
    return sorted(found)
