"""Vendors over all campaigns: where each stands now, what ends soon, and how it changed between rounds."""
