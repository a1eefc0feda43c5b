"""When a page should be read again, and what counts as a reading. `pages/reading` asks it of many, and shows it."""
