"""What has changed for visitors, in order: `/api/v3/modifications/`, and what other sites are told of it."""
