"""Links given to partners: made, opened, withdrawn, noted, held to bounds."""
