"""The blocks that editors compose a page with."""

from pages.blocks.corps import CorpsBlock

__all__ = ["CorpsBlock"]
