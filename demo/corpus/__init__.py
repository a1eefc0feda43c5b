"""A large fictitious corpus, for scale: the words, the pure generator, the bulk writing."""
