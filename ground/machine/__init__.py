"""What runs: the code as it stands, and processes that share work."""
