"""« L’espace du partenaire »: what a partner sees and does behind his link, without an account or a script."""
