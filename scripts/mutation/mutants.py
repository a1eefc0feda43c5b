"""`python scripts/mutation/mutants.py FILE`: every mutant of a module that says something of its own, as JSON.

Run by the interpreter of cosmic-ray's environment, which knows nothing of this project. Each mutant is
{"operator", "line", "change", "source"}: `change` is the line as it becomes, `source` the whole module.
"""

import ast
import difflib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator, operator_names
from parso.python.tree import Keyword, PythonNode

# Of the eleven ways to replace one sign, the near ones: the others are mostly found by a TypeError, and flatter.
SIGNS = {"Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "Mod_Mul", "BitOr_BitAnd", "BitAnd_BitOr", "USub_UAdd"}
SIGNS |= {"Eq_NotEq", "NotEq_Eq", "Lt_LtE", "Lt_GtE", "LtE_Lt", "LtE_Gt", "Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt"}
SIGNS |= {"Is_IsNot", "IsNot_Is", "Delete_Not"}


class DropStatement(Operator):
    """Leaves out one statement, and keeps its lines so that those below stay where they are.

    Not what no module loads without: what it imports, and the fields of its dataclasses that have no default.
    """

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:
        if node.type != "simple_stmt":
            return
        first = node.children[0]
        is_field = first.type == "expr_stmt" and first.children[1].type == "annassign" and "=" not in first.get_code()
        is_nothing = first.get_code().strip() == "..."
        if not (is_field or is_nothing or first.type in ("string", "import_name", "import_from", "global_stmt")):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        lines = node.get_code(include_prefix=False).count("\n")
        node.children[:] = [Keyword("pass" + "\n" * lines, node.start_pos, prefix=node.get_first_leaf().prefix)]
        return node

    @classmethod
    def examples(cls) -> tuple[()]:
        return ()


class NegateIn(Operator):
    """`in` becomes `not in`, and the other way round."""

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:
        is_sign = node.type == "comp_op" or isinstance(node, Keyword)
        if is_sign and node.parent.type == "comparison" and node.get_code().split()[-1] == "in":
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        word = "in" if isinstance(node, PythonNode) else "not in"
        return Keyword(word, node.start_pos, prefix=" ")

    @classmethod
    def examples(cls) -> tuple[()]:
        return ()


class _Meaning(ast.NodeTransformer):
    """What a module does, without what the type-checker holds it to.

    That is what it annotates, `frozen` and `slots`, and which arguments are handed over by name.
    """

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        node.defaults += [one for one in node.kw_defaults if one is not None]
        node.args = [*node.posonlyargs, *node.args, *node.kwonlyargs]
        node.posonlyargs, node.kwonlyargs, node.kw_defaults = [], [], []
        return self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.decorator_list = [one.func if isinstance(one, ast.Call) else one for one in node.decorator_list]
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)


def meaning(source: str) -> str:
    """The same text for two modules that do the same. Raises SyntaxError for what is no module."""
    return ast.dump(_Meaning().visit(ast.parse(source)))


def operators() -> Iterator[tuple[str, Operator]]:
    for name in sorted(operator_names()):
        short = name.removeprefix("core/")
        cls = get_operator(name)
        if not cls.arguments() and (not short.startswith("Replace") or short.count("_") == 0 or _sign(short) in SIGNS):
            yield short, cls()
    yield "DropStatement", DropStatement()
    yield "NegateIn", NegateIn()


def _sign(name: str) -> str:
    return name.split("_", 1)[1]


def mutants(source: str) -> Iterator[dict[str, str | int]]:
    seen = {meaning(source)}
    for name, operator in operators():
        count = sum(len(list(operator.mutation_positions(node))) for node in ast_nodes(get_ast(source)))
        for occurrence in range(count):
            changed = mutate_code(source, operator, occurrence)
            try:
                what = meaning(changed)
            except SyntaxError:
                continue
            if what in seen:
                continue
            seen.add(what)
            yield {"operator": name, **_place(source, changed), "source": changed}


def _place(source: str, changed: str) -> dict[str, str | int]:
    before, after = source.splitlines(), changed.splitlines()
    for tag, start, _, first, last in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            text = f"{before[start].strip()} → {' '.join(after[first:last]).strip() or 'nothing'}"
            return {"line": start + 1, "change": text}
    raise ValueError("nothing was changed")


if __name__ == "__main__":
    json.dump(list(mutants(Path(sys.argv[1]).read_text(encoding="utf-8"))), sys.stdout, ensure_ascii=False)
