"""What happens to an account: told to its owner, and noted in Wagtail's log."""
