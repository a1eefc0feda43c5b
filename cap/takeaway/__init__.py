"""A C.A.P. to take away. Every form is written from the same `Contenu`: the same things in the same order."""
