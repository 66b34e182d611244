"""Pages of files as pictures. Whatever a file holds, the browser gets pixels that a process of ours has drawn.

Drawn once: a picture is kept in a folder of its own, which may be emptied at any time.
"""

from __future__ import annotations

from typing import Any

from fastapi import Response

from app.features.certificates import queries
from app.features.certificates.reading import READABLE
from app.features.errors import NotFound
from app.features.responses.models import EvidenceFile
from app.infra.pictures import PictureFolder
from app.infra.reading import Limits, Unreadable, page_picture, picture_key
from app.web.desk import At

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Disposition": "inline",
    # Its own session is asked each time, and then the picture need not be sent again.
    "Cache-Control": "private, no-cache",
}


def picture(at: At[Any], file: EvidenceFile, number: int) -> Response:
    """Page `number` of a file that was loaded for the actor. Raises NotFound when there is none that can be drawn."""
    if file.media_type not in READABLE or not 1 <= number <= (file.page_count or 1):
        raise NotFound("page")
    read = queries.newest_read(at.session, file.id)
    turned = read.turned.get(number, 0) if read else 0
    key = picture_key(file.sha256, number, turned=turned)
    headers = {**_HEADERS, "ETag": f'"{key}"'}
    if at.request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    folder = PictureFolder(at.services.settings.data_dir / "pictures")
    data = folder.get(key)
    if data is None:
        sha256, media_type = file.sha256, file.media_type
        at.session.rollback()  # drawing takes its time, and needs no database
        limits = Limits.of(at.services.settings)
        try:
            with at.services.storage.open(sha256) as content:
                data = page_picture(content, media_type, number, limits=limits, turned=turned).data
        except Unreadable:
            raise NotFound("page") from None
        folder.put(key, data)
    return Response(data, media_type="image/webp", headers=headers)
