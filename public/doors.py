"""Where public pages lead to that is no page; the rooms above say which views answer."""

from ground.doors import Door

SEARCH = Door("the search")
SUGGESTIONS = Door("the suggestions of the search field")
ROADMAP = Door("the C.A.P., to which a page is added")
