"""Reads the direction of imports from the source's syntax trees: acces ← taxonomy ← pages ← search ← workers ← cms."""

import ast
from pathlib import Path

ORDER = ("acces", "taxonomy", "pages", "search", "workers", "cms")


def imported(tree):
    """Every module that a syntax tree imports, with its line; inside functions and under TYPE_CHECKING as well."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module, node.lineno
        elif isinstance(node, ast.Call) and called(node) in {"import_module", "import_string"}:
            constants = [each.value for each in node.args[:1] if isinstance(each, ast.Constant)]
            yield from ((name, node.lineno) for name in constants if isinstance(name, str))


def called(node):
    """The last part of a called name: `import_module` of `importlib.import_module(…)`."""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def breaches(root: Path):
    """`file:line imports module` for each import that runs against the order."""
    found = []
    for package in ORDER:
        allowed = ORDER[: ORDER.index(package) + 1]
        for file in sorted((root / package).rglob("*.py")):
            for module, line in imported(ast.parse(file.read_text(encoding="utf-8"))):
                top = module.split(".")[0]
                if top in ORDER and top not in allowed:
                    found.append(f"{file.relative_to(root)}:{line} imports {module}")
    return found


def foreign(root: Path):
    """`file:line imports module` for each import of the tests by the source, or of an entry point by an application."""
    found = []
    for package in ORDER:
        for file in sorted((root / package).rglob("*.py")):
            for module, line in imported(ast.parse(file.read_text(encoding="utf-8"))):
                if module.split(".")[0] in {"tests", "scripts", "manage"}:
                    found.append(f"{file.relative_to(root)}:{line} imports {module}")
    return found
