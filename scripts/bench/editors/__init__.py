"""What the daily work of editors costs: each module measures some of it, `MEASURES` of the entry point names them."""
