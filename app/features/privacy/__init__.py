"""What becomes of a vendor's data: taken back, shown to it, erased."""
