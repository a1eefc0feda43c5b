"""What the site holds, put away whole and taken up again: `manage.py backup` and `manage.py restore`.

A backup is a folder: the database (`base.sqlite3` or `base.dump`), `media/`, `manifest.json` with what it must hold,
and `secrets.sealed` where a passphrase was given. It appears under its name only once it is complete. The index of the
search is not in it: it is made of the database.
"""
