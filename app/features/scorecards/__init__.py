"""Scorecards and the comparison of a campaign."""
