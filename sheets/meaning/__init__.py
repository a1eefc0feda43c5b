"""What cells mean: columns by their names and by what they hold, texts as days, addresses, terms; and back again."""
