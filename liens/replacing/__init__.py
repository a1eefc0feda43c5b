"""« Remplacer partout »: one address written in the place of another one, page by page, with leave and with a way back.

`writing` changes an object in memory, `rules` says who may do it where, `forecast` what would happen, `execution` does
it by batches, `undoing` takes it back.
"""
