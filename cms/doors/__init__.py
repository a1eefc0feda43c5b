"""What comes in and what is let out: uploads, pictures, what may run, mistakes, the database's file."""
