"""Real PostgreSQL, Redis and Elasticsearch for the tests, started natively (docs/services.md)."""
