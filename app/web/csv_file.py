"""CSV files for spreadsheets: what somebody typed must not become a formula on somebody else's machine."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from fastapi.responses import Response

# With their full-width forms, which spreadsheets of some languages take for the same.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would otherwise calculate (OWASP, CSV injection)."""
    return f"'{value}" if value.lstrip(" \u00a0").startswith(_FORMULA_STARTS) or value[:1] in _FORMULA_STARTS else value


def csv_response(filename: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """A download. `filename` is ours: plain letters, digits and hyphens."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([cell(value) for value in row] for row in rows)
    return Response(
        text.getvalue().encode("utf-8-sig"),  # spreadsheets take it for another encoding without the mark
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"', "Cache-Control": "no-store"},
    )
