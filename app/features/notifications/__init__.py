"""Mails to people: written as rows, sent by a worker, readable in the app."""
