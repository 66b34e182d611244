"""Words out of pictures, by RapidOCR (PaddleOCR on onnxruntime). Its models come with the package: no network.

Latin letters with their accents are read, Chinese and Japanese too. Greek comes out garbled, Cyrillic is lost.
"""

from __future__ import annotations

import importlib.util
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from app.core.certificates.read.model import Box, Page, Word
from app.infra.reading.pictures import Sheet
from app.infra.reading.turning import Turn, as_turn, turn_word

LEAST_SURE = 0.5  # a line below is noise: stamps, guilloches, signatures
_FIND_SIDE = 1760  # longest side of the picture in which lines are found: A4 at 150 dpi
_MOST_LINES = 400
_PROBES = 6  # lines that are read both ways up, to see which is right
_PROBE_LENGTH = 8.0  # of their height: enough to see it
_CLEARLY = 1.1
_OVERLAP = 0.4  # of a word of the text layer: then it is the same word
_KNOWN = 0.4  # of a line is covered by words of the text layer: it says nothing new
_PATTERN = 8  # times the same word by itself: a background of it, which says nothing where it stands
_UPRIGHT = 12  # words of the text layer, as people see them: they say which way is up
_TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


def is_installed() -> bool:
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))


@dataclass(frozen=True)
class Line:
    """A line of writing: its four corners (top left first, clockwise) in points of the picture, and what it says.

    `places` are where each letter stands along the line, in [0, 1]."""

    corners: Any
    text: str
    score: float
    letters: str
    places: tuple[float, ...]


class Recogniser:
    def __init__(self, threads: int) -> None:
        import cv2
        import rapidocr

        cv2.setNumThreads(threads)
        engine: Any = rapidocr.RapidOCR(params={"Global.log_level": "critical"})
        engine.cfg._set_flag("allow_objects", True)
        models = Path(rapidocr.__file__).parent / "models"
        engine.cfg.Det.session = _session(models, "det", threads)
        engine.cfg.Rec.session = _session(models, "rec", threads)
        self._detect = engine._load_det_model()
        self._recognise = engine._load_rec_model()

    def read_page(self, page: Page, sheet: Sheet, most: int) -> Page:
        """The page with what its picture says, turned upright. Words of its text layer stay, and are not read twice."""
        image = sheet.image if page.turned == 0 else sheet.image.transpose(_TURNS[page.turned])
        words, turn = self.words(image, [word.box for word in page.words])
        kept = tuple(turn_word(word, turn) for word in page.words)
        width, height = (page.height, page.width) if turn in (90, 270) else (page.width, page.height)
        sized = (word.model_copy(update={"size": round(word.size * height, 1)}) for word in words)
        new = tuple(word for word in sized if not any(_same(word.box, old.box) for old in kept))
        return page.model_copy(
            update={
                "words": (*kept, *new)[:most],
                "width": width,
                "height": height,
                "ocr": True,
                "turned": (page.turned + turn) % 360,
            }
        )

    def words(self, image: Image.Image, known: Sequence[Box] = ()) -> tuple[tuple[Word, ...], Turn]:
        """Words, with boxes as shares of the picture turned upright, and how it had to be turned.

        `size` is the height of the type as a share of the picture's height. Lines at places that are `known` are left
        out: reading letters is what takes long.
        """
        pixels = np.asarray(image)[:, :, ::-1]  # the models want blue first
        corners = self._corners(pixels)
        if known:
            corners = corners[_new(corners, np.array(known), image.width, image.height)]
        if len(corners) == 0:
            return (), 0
        turn = as_turn(0) if len(known) >= _UPRIGHT else self._turn(pixels, corners)
        if turn:
            pixels = np.ascontiguousarray(np.rot90(pixels, k=-turn // 90))
            corners = _turned(corners, turn, image.width, image.height)
        lines = self._lines(pixels, corners)
        high, wide = pixels.shape[:2]
        return tuple(word for line in lines for word in _words(line, wide, high)), turn

    def _corners(self, pixels: Any) -> Any:
        """Where lines are. They are found in a smaller picture than they are read in, which takes half the time."""
        import cv2

        high, wide = pixels.shape[:2]
        scale = min(_FIND_SIDE / max(high, wide), 1.0)
        small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else pixels
        found = self._detect(np.ascontiguousarray(small)).boxes
        if found is None:
            return np.zeros((0, 4, 2), np.float32)
        back = np.array([wide / small.shape[1], high / small.shape[0]], np.float32)
        return np.asarray(found, np.float32)[:_MOST_LINES] * back

    def _turn(self, pixels: Any, corners: Any) -> Turn:
        """Lines that stand on end say that it lies on its side; which way up is tried on a few of the longest."""
        across = np.linalg.norm(corners[:, 0] - corners[:, 1], axis=1)
        down = np.linalg.norm(corners[:, 0] - corners[:, 3], axis=1)
        length, height = np.maximum(across, down), np.minimum(across, down)
        on_end = down > 1.5 * across
        on_side = length[on_end].sum() > 0.5 * length.sum()
        usable = np.nonzero(on_end if on_side else ~on_end)[0]
        longest = usable[np.argsort(-length[usable])][:_PROBES]
        share = np.minimum(_PROBE_LENGTH * height[longest] / length[longest], 1.0)
        probes = _shortened(corners[longest], share, on_side)
        turns = (90, 270) if on_side else (0, 180)
        scores = []
        for turn in turns:
            turned = np.ascontiguousarray(np.rot90(pixels, k=-turn // 90))
            places = _turned(probes, turn, pixels.shape[1], pixels.shape[0])
            scores.append(sum(line.score * len(line.text) for line in self._lines(turned, places)))
        return as_turn(turns[1] if scores[1] > _CLEARLY * scores[0] else turns[0])

    def _lines(self, pixels: Any, corners: Any) -> list[Line]:
        from rapidocr.ch_ppocr_rec import TextRecInput
        from rapidocr.utils.process_img import get_rotate_crop_image

        if len(corners) == 0:
            return []
        crops = [get_rotate_crop_image(pixels, place.copy()) for place in corners]
        said = self._recognise(TextRecInput(img=crops, return_word_box=True))
        lines = []
        for place, text, score, found in zip(corners, said.txts, said.scores, said.word_results, strict=True):
            if text.strip() and score >= LEAST_SURE:
                letters = "".join("".join(word) for word in found.words)
                columns = [column for word in found.word_cols for column in word]
                total = max(float(found.line_txt_len), 1.0)
                places = tuple(min(max((column + 0.5) / total, 0.0), 1.0) for column in columns)
                lines.append(Line(place, text, float(score), letters, places))
        return _without_pattern(lines)


def _without_pattern(lines: list[Line]) -> list[Line]:
    often = Counter(line.text for line in lines if len(line.text.split()) == 1)
    return [line for line in lines if often[line.text] < _PATTERN]


def _session(models: Path, kind: str, threads: int) -> Any:
    """A model that came with the package. Its threads sleep when they wait: spinning, they take the processor from one
    another and from everybody else, and on a busy machine a page took four times as long."""
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    (model,) = models.glob(f"*_{kind}_*.onnx")
    return InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


_ready: dict[int, Recogniser] = {}


def recogniser(threads: int) -> Recogniser:
    if threads not in _ready:
        _ready[threads] = Recogniser(threads)
    return _ready[threads]


def _turned(corners: Any, turn: int, width: int, height: int) -> Any:
    """Corners on the picture turned clockwise, again with the top left one first."""
    if turn % 360 == 0 or len(corners) == 0:
        return corners
    x, y = corners[:, :, 0], corners[:, :, 1]
    new = {90: (height - y, x), 180: (width - x, height - y), 270: (y, width - x)}[turn % 360]
    # The corner that is top left now was the last, the third, the second: as many places back as quarter turns.
    return np.roll(np.stack(new, axis=2), turn // 90, axis=1).astype(np.float32)


def _new(corners: Any, known: Any, wide: int, high: int) -> Any:
    """Which lines stand where no word is known yet. Words do not lie on one another, so their shares are added up."""
    if len(corners) == 0:
        return np.zeros(0, bool)
    low, far = corners.min(axis=1) / (wide, high), corners.max(axis=1) / (wide, high)
    start = np.maximum(low[:, None], known[None, :, :2])
    end = np.minimum(far[:, None], known[None, :, 2:])
    shared = np.prod(np.clip(end - start, 0, None), axis=2).sum(axis=1)
    return shared < _KNOWN * np.prod(far - low, axis=1)


def _shortened(corners: Any, share: Any, on_end: bool) -> Any:
    """The middle of each line, `share` of its length."""
    moved = corners.copy()
    cut = ((1 - share) / 2)[:, None]
    for start, end in ((0, 3), (1, 2)) if on_end else ((0, 1), (3, 2)):
        along = corners[:, end] - corners[:, start]
        moved[:, start] = corners[:, start] + along * cut
        moved[:, end] = corners[:, end] - along * cut
    return moved


def _words(line: Line, wide: int, high: int) -> Sequence[Word]:
    """Words of a line, each at the place its letters were seen at."""
    top_left, top_right, bottom_right, bottom_left = line.corners
    size = float(np.linalg.norm(top_left - bottom_left)) * 0.72 / high  # the box has room above and below
    tokens = line.text.split()
    joined = "".join(tokens)
    exact = line.letters == joined and len(line.places) == len(joined)
    spaced = len(line.text)
    words, at, cursor = [], 0, 0
    for token in tokens:
        cursor = line.text.index(token, cursor)
        if exact:
            seen = line.places[at : at + len(token)]
            half = (seen[-1] - seen[0]) / max(len(token) - 1, 1) / 2 if len(token) > 1 else 0.5 / spaced
            start, end = seen[0] - half, seen[-1] + half
        else:
            start, end = cursor / spaced, (cursor + len(token)) / spaced
        at, cursor = at + len(token), cursor + len(token)
        start, end = max(start, 0.0), min(end, 1.0)
        points = np.array(
            [
                top_left + (top_right - top_left) * start,
                top_left + (top_right - top_left) * end,
                bottom_left + (bottom_right - bottom_left) * start,
                bottom_left + (bottom_right - bottom_left) * end,
            ]
        )
        (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
        box = tuple(
            round(float(min(max(v, 0.0), 1.0)), 5) for v in (left / wide, top / high, right / wide, bottom / high)
        )
        words.append(
            Word(
                text=token,
                box=(box[0], box[1], box[2], box[3]),
                size=size,
                how="ocr",
                confidence=round(min(line.score, 1.0), 3),
            )
        )
    return words


def _same(new: Box, old: Box) -> bool:
    across = min(new[2], old[2]) - max(new[0], old[0])
    down = min(new[3], old[3]) - max(new[1], old[1])
    if across <= 0 or down <= 0:
        return False
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (new, old))
    return across * down > _OVERLAP * smaller
