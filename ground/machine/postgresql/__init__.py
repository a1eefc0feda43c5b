"""Django's PostgreSQL, asked with bounded waits: what `DATABASES` names as its engine."""
