"""The blocks that editors compose a page with."""

from pages.blocks.body import CorpsBlock

__all__ = ["CorpsBlock"]
