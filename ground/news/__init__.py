"""What is out of date, told to every process: so that what one of them keeps is never older than what it was told."""
