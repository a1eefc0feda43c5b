"""The versions that the cluster profile is tested with; compose.yml names the same, which a test compares."""

VERSIONS: dict[str, str] = {
    "postgresql": "15",
    "redis": "7.0",
    "elasticsearch": "9.4.3",
}

# Debian's releases bring newer ones: anything from this major version on can carry the tests.
OLDEST_MAJOR: dict[str, int] = {"postgresql": 14, "redis": 6}

VARIABLES: dict[str, str] = {
    "postgresql": "DATABASE_URL",
    "redis": "REDIS_URL",
    "elasticsearch": "ELASTICSEARCH_URL",
}

TITLES: dict[str, str] = {
    "postgresql": "PostgreSQL",
    "redis": "Redis",
    "elasticsearch": "Elasticsearch",
}
