"""An import on its way: tried, written, taken back, a batch at a time."""
