"""Where the table of visitors leads to that is above it."""

from ground.doors import Door

#: Closed until a room above has such a form: nothing is shown of it then.
PROPOSE = Door("a form by which anybody proposes a ressource")
