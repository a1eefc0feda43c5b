"""A small world of partners' sites on loopback, each misbehaving in its own way: for tests and the demo only."""
