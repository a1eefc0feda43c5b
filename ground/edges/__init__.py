"""What the edge of the site stands on: lanes, counts, and how it refuses."""
