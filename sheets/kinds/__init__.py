"""What a sheet may be about: ressources, exemples, partenaires, key figures of fiches."""
