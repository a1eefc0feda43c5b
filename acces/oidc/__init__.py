"""Sign-in by a provider that an organisation already has: OpenID Connect, as ProConnect speaks it."""
