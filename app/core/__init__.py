"""The rules: pure functions and frozen data. No I/O, no clock, no ORM, no web; importable as a library."""
