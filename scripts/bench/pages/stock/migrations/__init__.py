"""The tables of the stock site."""
