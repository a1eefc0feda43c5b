"""What each family of pages adds to its template's context."""
