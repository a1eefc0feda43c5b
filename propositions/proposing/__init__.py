"""What a partner proposes, from the form to the answer."""
