"""What link checking costs, beside three other tools: same machine, same server, same addresses."""
