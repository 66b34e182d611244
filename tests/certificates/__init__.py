"""Certificates made by the tests: every company in them is invented, and what they say is known.

`make("classic-en")` is the bytes of a file, `SAMPLES["classic-en"]` what it is and what a reader ought to find in it.
`python -m tests.certificates` reads them all and prints how much was right.
"""

from tests.certificates.samples import SAMPLES, make

__all__ = ["SAMPLES", "make"]
