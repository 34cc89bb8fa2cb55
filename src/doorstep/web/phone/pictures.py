"""Draw a picture anew, so that nothing is left of the camera, the place or whatever else was in its file.

No database here. Only the dots are taken over: no EXIF, XMP, colour profile, comment, preview or second
picture, and nothing that was hidden behind the picture's end.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from threading import Lock

from PIL import Image, ImageFile, ImageOps

from doorstep.web.phone.models.photograph import LARGEST

LARGEST_FILE = 8_000_000  # bytes, as it is sent
LONG_EDGE = 2_000  # dots
QUALITIES = (85, 75, 65, 50)
READ = ("JPEG", "PNG", "WEBP")
JPEG = b"\xff\xd8\xff"  # so a JPEG begins, and nothing else that is read here
DOTS = 64_000_000  # of a JPEG in one pass, read smaller at once; a camera makes 50 million
FEWER_DOTS = 30_000_000  # of all others, which are held whole while they are read
SCANS = 20  # a JPEG says how often it is gone over; thousands would keep a server busy for minutes
SEGMENTS = 1_000  # a camera makes a hundred in a JPEG; millions take seconds to be read
MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]", re.DOTALL)  # those with something behind them
SCAN, END = b"\xff\xda", b"\xff\xd9"
NO_PICTURE = (
    "Choose a photograph: a JPEG, PNG or WebP picture. This file is none, or it is damaged."
)
TOO_LARGE = f"The picture must be {LARGEST_FILE // 1_000_000} MB or smaller"
TOO_MANY_DOTS = (
    "The picture has too many dots to be read: a JPEG may have 64 million, and 30 million if it is a"
    " progressive one; a PNG or WebP 30 million. Take it again with the phone’s camera."
)


class NotAPictureError(ValueError):
    """What was sent is no picture that is taken in; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture drawn anew: a JPEG, its size in dots, its fingerprint."""

    content: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the picture."""
        return sha256(self.content).hexdigest()


def drawn_anew(sent: bytes) -> Drawn:
    """Return a picture drawn anew: the right way up, 2,000 dots at most along its long edge.

    Units: at most `LARGEST_FILE` bytes come in and `LARGEST` bytes come out.
    Raises: NotAPictureError.
    """
    if not sent:
        raise NotAPictureError(NO_PICTURE)
    if len(sent) > LARGEST_FILE:
        raise NotAPictureError(TOO_LARGE)
    try:
        with _whole_ones_only():
            dots = _dots_of(sent)
        return _small_enough(dots)
    except NotAPictureError:
        raise
    except Exception as error:  # a hostile file makes a decoder raise anything
        raise NotAPictureError(NO_PICTURE) from error


def _dots_of(sent: bytes) -> Image.Image:
    """Return the dots alone, on white, the way up the camera was held."""
    with _opened(sent) as picture:
        # A large JPEG is read at a smaller size at once.
        picture.draft("RGB", (LONG_EDGE, LONG_EDGE))
        picture.load()
        upright = _upright(picture)
        upright.thumbnail((LONG_EDGE, LONG_EDGE), Image.Resampling.LANCZOS)
        return _on_white(upright)


def _opened(sent: bytes) -> Image.Image:
    """Return the picture with no dot of it read; refuse what takes too much time or memory to read."""
    scans = _scans(sent) if sent.startswith(JPEG) else 0
    if scans > SCANS:
        raise NotAPictureError(NO_PICTURE)
    try:
        picture = Image.open(BytesIO(sent), formats=READ)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotAPictureError(TOO_MANY_DOTS) from error
    in_one_pass = scans == 1 and not picture.info.get("progressive")
    if picture.width * picture.height > (DOTS if in_one_pass else FEWER_DOTS):
        raise NotAPictureError(TOO_MANY_DOTS)
    return picture


def _scans(jpeg: bytes) -> int:
    """Return how often a JPEG is gone over; what comes behind its end, such as a film, does not count.

    Raises: NotAPictureError for one of too many segments.
    """
    scans, found = 0, MARKER.search(jpeg, 2)
    for _ in range(SEGMENTS):
        if found is None or found.group() == END:
            return scans
        scans += found.group() == SCAN
        length = int.from_bytes(jpeg[found.end() : found.end() + 2], "big")
        found = MARKER.search(jpeg, found.end() + length)
    raise NotAPictureError(NO_PICTURE)


_WHOLE = Lock()


@contextmanager
def _whole_ones_only() -> Iterator[None]:
    """Have half a picture refused; what draws documents has Pillow take it for all of its process."""
    with _WHOLE:
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def _upright(picture: Image.Image) -> Image.Image:
    """Return it the way up the camera was held, or as it is where its notes cannot be read."""
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # damaged notes are no reason to refuse a picture: they go anyway
        return picture


def _on_white(picture: Image.Image) -> Image.Image:
    """Return a new picture that holds the dots and nothing else of the one that was read."""
    seen = picture.convert("RGBA") if _lets_through(picture) else picture.convert("RGB")
    fresh = Image.new("RGB", seen.size, "white")
    fresh.paste(seen, mask=seen if seen.mode == "RGBA" else None)
    return fresh


def _lets_through(picture: Image.Image) -> bool:
    return "A" in picture.getbands() or "transparency" in picture.info


def _small_enough(picture: Image.Image) -> Drawn:
    """Return it as a JPEG that is small enough, as good as that allows."""
    while True:
        for quality in QUALITIES:
            file = BytesIO()
            picture.save(file, "JPEG", quality=quality, optimize=True)
            if file.tell() <= LARGEST:
                return Drawn(file.getvalue(), picture.width, picture.height)
        picture = picture.resize((picture.width * 3 // 4, picture.height * 3 // 4))
