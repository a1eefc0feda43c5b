"""Who imports whom, between files: inside functions and under TYPE_CHECKING as well."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from scripts.house.rooms import ORDER, SCRIPTS

LOADERS = frozenset({"import_module", "import_string"})


@dataclass(frozen=True, slots=True)
class Import:
    """One import of a module of the house by another; `line` is where it stands."""

    importer: str
    imported: str
    line: int


class House:
    """The source under `root`: its modules by dotted name, their syntax trees, and their imports of one another."""

    def __init__(self, root: Path, folders: tuple[str, ...] = (*ORDER, SCRIPTS)) -> None:
        self.root = root
        self.folders = folders

    @cached_property
    def files(self) -> dict[str, Path]:
        """Every module but migrations, which tell of the past."""
        found = {}
        for folder in self.folders:
            for path in sorted((self.root / folder).rglob("*.py")):
                parts = path.relative_to(self.root).with_suffix("").parts
                if "migrations" not in parts and "node_modules" not in parts:
                    found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
        return found

    @cached_property
    def trees(self) -> dict[str, ast.Module]:
        """The syntax tree of each module."""
        return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in self.files.items()}

    @cached_property
    def imports(self) -> list[Import]:
        """Every import of one module of the house by another, once per line."""
        found = set()
        for importer, tree in self.trees.items():
            for name, line in named(tree):
                imported = self._module(name)
                if imported is not None and imported != importer:
                    found.add(Import(importer, imported, line))
        return sorted(found, key=lambda one: (one.importer, one.line, one.imported))

    def _module(self, name: str) -> str | None:
        """The module that a dotted name stands for, which may be a name inside of it."""
        return next((one for one in (name, name.rpartition(".")[0]) if one in self.files), None)

    def place(self, module: str, line: int) -> str:
        """`file:line`, from the root."""
        return f"{self.files[module].relative_to(self.root)}:{line}"


def named(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every dotted name that a syntax tree imports, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in LOADERS:
            yield from (
                (argument.value, node.lineno)
                for argument in node.args[:1]
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            )


def _called(node: ast.Call) -> str:
    """The last part of a called name: `import_module` of `importlib.import_module(…)`."""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
