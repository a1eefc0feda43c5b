"""What templates of sign-in ask."""
