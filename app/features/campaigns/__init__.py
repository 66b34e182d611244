"""Campaigns and invitations: a release, what it is about, whom it goes to, until when."""
