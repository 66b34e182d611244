"""Responses: answers with their versions, evidence, submission."""
