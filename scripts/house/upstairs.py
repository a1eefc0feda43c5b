"""Names that reach upstairs as strings: what a room above defines and a room below says without importing it.

Four kinds of names belong to the room that defines them: the reverse names that its models give to models of rooms
below (`related_name`, or Django's own), its Celery tasks, its addresses (`name=` of a path, and the paths themselves),
and its models (`app.Model`).
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from scripts.house.graph import House
from scripts.house.rooms import ORDER

RELATIONS = frozenset({"ForeignKey", "OneToOneField", "ManyToManyField", "ParentalKey", "ParentalManyToManyField"})
LOOKUP = re.compile(r"-?[a-z][a-z0-9_]*\Z")
REVERSERS = frozenset({"reverse", "reverse_lazy", "redirect"})
QUERIES = frozenset(
    {"filter", "exclude", "get", "get_or_create", "update_or_create", "order_by", "values", "values_list", "only"}
    | {
        "defer",
        "annotate",
        "aggregate",
        "select_related",
        "prefetch_related",
        "Q",
        "F",
        "Count",
        "Max",
        "Min",
        "OuterRef",
    }
)


@dataclass(slots=True)
class Names:
    """What one room calls its own."""

    reverse: set[str] = field(default_factory=set)
    tasks: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    models: set[str] = field(default_factory=set)


class Upstairs:
    """The names of every room of a house, and who below says one of them."""

    def __init__(self, house: House) -> None:
        self.house = house

    @cached_property
    def names(self) -> dict[str, Names]:
        """By room, what it defines."""
        found = {room: Names() for room in ORDER}
        for module, tree in self.house.trees.items():
            room = module.split(".")[0]
            if room in found:
                self._note(found[room], room, module, tree)
        return found

    def breaches(self) -> list[str]:
        """`file:line says « name », which is ROOM’s` for each name of a room above."""
        found = []
        for module, tree in self.house.trees.items():
            room = module.split(".")[0]
            if room not in ORDER:
                continue
            above = {other: self.names[other] for other in ORDER[ORDER.index(room) + 1 :]}
            for said in _said(tree):
                owner = next((other for other, names in above.items() if _names(names, said)), None)
                if owner is not None:
                    found.append(f"{self.house.place(module, said.line)} says « {said.text} », which is {owner}’s")
        return sorted(set(found))

    def _note(self, names: Names, room: str, module: str, tree: ast.Module) -> None:
        origins = _origins(tree)
        label = module.split(".")[-2] if module.endswith("models") and "." in module else room
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                self._note_class(names, room, label, node, origins)
            elif isinstance(node, ast.FunctionDef):
                names.tasks |= _task_names(node)
            elif isinstance(node, ast.Call) and _called(node) in {"path", "re_path"}:
                names.addresses |= set(_keyword(node, "name"))

    def _note_class(self, names: Names, room: str, label: str, node: ast.ClassDef, origins: dict[str, str]) -> None:
        for base in node.bases:
            origin = origins.get(ast.unparse(base).split(".")[0], "")
            # A type that inherits a table of a room below is known there by its lower-case name.
            if origin in ORDER and ORDER.index(origin) < ORDER.index(room) and _is_model(ast.unparse(base)):
                names.reverse.add(node.name.lower())
                names.models |= {f"{label}.{node.name}", f"pages.{node.name}"}
        for statement in node.body:
            call = getattr(statement, "value", None)
            if isinstance(call, ast.Call) and _called(call) in RELATIONS:
                target = self._target_room(call, origins)
                if target in ORDER and ORDER.index(target) < ORDER.index(room):
                    given = set(_keyword(call, "related_name"))
                    names.reverse |= given - {"+"} if given else {node.name.lower()}

    def _target_room(self, call: ast.Call, origins: dict[str, str]) -> str:
        """The room of the model that a relation leads to; "" for one that is not ours."""
        targets = [*call.args[:1], *(one.value for one in call.keywords if one.arg == "to")]
        for target in targets:
            if isinstance(target, ast.Constant):
                return str(target.value).split(".")[0]
            return origins.get(ast.unparse(target).split(".")[0], "")
        return ""


def _origins(tree: ast.Module) -> dict[str, str]:
    """For each imported name the room, or the foreign package, where it comes from."""
    return {
        alias.asname or alias.name: node.module.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }


def _is_model(name: str) -> bool:
    return name in {"PageEditoriale", "Page"}


def _task_names(node: ast.FunctionDef) -> set[str]:
    calls = [one for one in node.decorator_list if isinstance(one, ast.Call) and _called(one) == "shared_task"]
    return {name for call in calls for name in _keyword(call, "name")}


def _keyword(call: ast.Call, name: str) -> list[str]:
    """The text given to this keyword, if it is one."""
    return [
        one.value.value
        for one in call.keywords
        if one.arg == name and isinstance(one.value, ast.Constant) and isinstance(one.value.value, str)
    ]


def _called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


@dataclass(frozen=True, slots=True)
class Said:
    """A string of the source: `kind` is where it stands, which tells what it may name."""

    kind: str
    text: str
    line: int


def _said(tree: ast.Module) -> Iterator[Said]:
    """Every string that may name something: addresses to be reversed, lookups, and whatever stands alone."""
    constants = {
        statement.targets[0].id: statement.value.value
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.targets[0], ast.Name)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield Said("lookup" if "__" in node.value else "text", node.value, node.lineno)
        elif isinstance(node, ast.Call) and _called(node) in REVERSERS and node.args:
            name = node.args[0]
            text = constants.get(name.id) if isinstance(name, ast.Name) else getattr(name, "value", None)
            if isinstance(text, str):
                yield Said("address", text, node.lineno)
        elif isinstance(node, ast.Call) and _called(node) in QUERIES:
            yield from (Said("lookup", one.arg, node.lineno) for one in node.keywords if one.arg)
            yield from (
                Said("lookup", one.value, node.lineno)
                for one in node.args
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
            )


def _names(names: Names, said: Said) -> bool:
    """Whether what is said is one of these names: whole, or a lookup that goes through a reverse name."""
    if said.kind == "address":
        return said.text in names.addresses
    if said.kind == "text":
        return said.text in names.tasks | names.models
    return bool(LOOKUP.match(said.text)) and any(part in names.reverse for part in said.text.lstrip("-").split("__"))
