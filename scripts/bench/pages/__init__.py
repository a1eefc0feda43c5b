"""Pages served ready: this build, the one of before, and stock Wagtail with its cache, side by side."""
