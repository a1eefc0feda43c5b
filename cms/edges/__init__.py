"""The edge: what a request costs is known before anything is done for it, and too much is refused early and clearly."""
