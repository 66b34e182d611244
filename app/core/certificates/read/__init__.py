"""Reading certificates: words with their places into facts with their sources, by rules. See `reader.read`."""
