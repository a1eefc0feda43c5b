"""The functions of a module as code: what a mutant changes of them, how it is put in their place, who runs them."""

import gc
import sys
import threading
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any


def functions_of(source: str, module: str) -> dict[str, Any]:
    """The code of every function by its qualified name; under "", what is run when the module is imported."""
    codes: dict[str, Any] = {}

    def skeleton(code: CodeType) -> tuple[Any, ...]:
        return code.co_code, code.co_names, tuple(map(outline, code.co_consts))

    def outline(constant: Any) -> Any:
        if not isinstance(constant, CodeType):
            return type(constant), constant
        # A class's body has no CO_OPTIMIZED flag; lambdas and the like belong to the statement around them.
        if constant.co_flags & 1 and not constant.co_name.startswith("<"):
            codes[constant.co_qualname] = constant
            return constant.co_qualname, constant.co_freevars
        return constant.co_qualname, skeleton(constant)

    codes[""] = skeleton(compile(source, str(Path(module).resolve()), "exec"))
    return codes


def living(module: str) -> list[FunctionType]:
    """The functions of the module that run, whatever decorates them."""
    path = str(Path(module).resolve())
    return [one for one in gc.get_objects() if type(one) is FunctionType and one.__code__.co_filename == path]


def put(codes: dict[str, Any], functions: list[FunctionType]) -> None:
    """Have these functions do what this code says."""
    for one in functions:
        one.__code__ = codes.get(one.__code__.co_qualname, one.__code__)


class Reached:
    """The lines of a module that are reached inside the `with`."""

    def __init__(self, module: str) -> None:
        self.lines: set[int] = set()
        self.path = str(Path(module).resolve())

    def __enter__(self) -> set[int]:
        sys.settrace(self.call)
        threading.settrace(self.call)
        return self.lines

    def __exit__(self, *error: object) -> None:
        sys.settrace(None)
        threading.settrace(None)

    def call(self, frame: FrameType, event: str, arg: Any) -> Any:
        if frame.f_code.co_filename != self.path:
            return None
        # A statement of several lines may tell but one of them: all of the function count as reached.
        self.lines.update(line for *_, line in frame.f_code.co_lines() if line)
        return None
