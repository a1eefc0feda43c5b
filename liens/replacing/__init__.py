"""« Remplacer partout »: one address written in the place of another one, page by page, with leave and with a way back.

`ecriture` changes an object in memory, `regles` says who may do it where, `plan` what would happen, `execution` does it
by batches, `annulation` takes it back.
"""
