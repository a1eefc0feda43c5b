"""What the edge of the site stands on: lanes, turns and counts."""
