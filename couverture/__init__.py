"""What the site covers, term by term: counts, gaps, what was asked for and not found, what is asked of partners."""
