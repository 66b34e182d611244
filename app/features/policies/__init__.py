"""Scoring policies of an organisation: versions that never change once a campaign has used them."""
