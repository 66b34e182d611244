"""Countersign: answers are claims, certificates are evidence; the one is tested against the other."""

__version__ = "0.1.0"
