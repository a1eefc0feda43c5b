"""Pages as data: `/api/v3/contenus/`, written from bodies that are kept ready beside each page."""
