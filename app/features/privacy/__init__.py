"""What becomes of a vendor's data: taken back, and erased in time."""
