"""Clauses, crosswalks, certificate schemes, bodies and ceilings: typed reference data."""
