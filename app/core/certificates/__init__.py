"""Certificates: typed facts, each with its source; checks on the facts; comparison of claims with facts."""
