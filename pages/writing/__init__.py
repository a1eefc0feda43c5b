"""Pages as plain values by the names of their fields: read, created and changed by one way, whoever asks."""
