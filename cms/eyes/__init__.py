"""What an operator sees of the service: measures for Prometheus, lines in the log."""
