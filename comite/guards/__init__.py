"""What Wagtail does not ask by itself: doors, copies, files, four eyes, each asked by a guard of ours."""
