"""Something besides the password: passkeys, codes of an application, codes for emergencies."""
