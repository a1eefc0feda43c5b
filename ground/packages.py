"""Which modules of a package nobody imports: what stands in them is not there, and nothing else says so."""

import sys
from pkgutil import iter_modules
from types import ModuleType


def modules_left_out(package: ModuleType) -> list[str]:
    """The names of the modules in this package that are not loaded."""
    names = (f"{package.__name__}.{module.name}" for module in iter_modules(package.__path__))
    return sorted(name for name in names if name not in sys.modules)
