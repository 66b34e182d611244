"""Certificates of a response: the facts, each with its source."""
