"""From the bytes of a file to rows of text. Knows neither Django nor the database: it runs in a process of its own."""
