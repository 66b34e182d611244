"""The pages: forms in, HTML out. One module per page family."""
