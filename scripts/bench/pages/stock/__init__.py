"""A site as Wagtail's own template makes it: no piece of ours, with `wagtail-cache` or without."""
