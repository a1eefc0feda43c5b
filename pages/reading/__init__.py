"""« Pages à relire »: which they are, and how they are marked as read."""
