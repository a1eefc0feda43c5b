"""What others wait while twenty connections ask for something dear as fast as they can: `make bench-edges`."""
