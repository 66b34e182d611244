"""Questionnaires: the model, the file format, its lint, and the rules of visibility and answering."""
