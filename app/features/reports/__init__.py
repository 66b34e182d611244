"""Documents made of what the other features know: PDF, spreadsheets, JSON, OSCAL, a calendar. It has no tables."""
