"""What somebody sees who signs in, or looks at what protects his account."""
