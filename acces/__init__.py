"""Who may ask what of the API: the rights and the end of each token, beside Wagtail's own tokens."""
