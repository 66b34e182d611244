"""Documents made of what the other features know: for now the comparison as a spreadsheet."""
