"""Who is signed in where, since when, and how that ends."""
