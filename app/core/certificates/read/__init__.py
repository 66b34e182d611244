"""Reading certificates: words with their places into facts with their sources, by rules."""

from app.core.certificates.read.reader import read, wants_ocr

__all__ = ["read", "wants_ocr"]
