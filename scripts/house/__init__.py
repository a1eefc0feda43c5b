"""What the shape of the house is, read from its syntax trees: rooms, circles, breaches, corridors, sizes, names."""
