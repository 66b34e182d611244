"""Measures, not tests: `make bench`. Every figure stands beside the floor measured in the same run."""
