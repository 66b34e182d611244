"""Who works here: organisations, members, their roles and sessions."""
