"""Suppliers as the organisation knows them, and their contacts."""
