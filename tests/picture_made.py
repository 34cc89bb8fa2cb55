"""Pictures as phones make them, and files that pretend to be one, for tests of photographs."""

import struct
import zlib
from io import BytesIO
from random import Random
from typing import Any

from PIL import ExifTags, Image, PngImagePlugin

LATITUDE = (52.0, 11.0, 33.75)
HIDDEN = b"CANARY-3391"  # stands in every picture made here, outside its dots


def photograph(size: tuple[int, int] = (300, 200), *, turned: bool = False, **saved: Any) -> bytes:
    """Return a JPEG with place, camera, comment, profile and XMP in it; left half dark, right light."""
    picture = Image.new("RGB", size, "white")
    picture.paste("black", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = HIDDEN.decode()
    if turned:
        exif[ExifTags.Base.Orientation] = 6  # held upright: the top of the scene is at the right
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: LATITUDE, 3: "W", 4: (2.0, 13.0, 4.0)})
    file = BytesIO()
    told = {"exif": exif, "comment": HIDDEN, "icc_profile": HIDDEN, "xmp": HIDDEN} | saved
    picture.save(file, "JPEG", **told)
    return file.getvalue()


def png(size: tuple[int, int] = (300, 200)) -> bytes:
    """Return a PNG, see-through, with words hidden in it."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", HIDDEN.decode())
    file = BytesIO()
    Image.new("RGBA", size, (0, 0, 0, 0)).save(file, "PNG", pnginfo=info)
    return file.getvalue()


def webp() -> bytes:
    """Return a WebP picture."""
    file = BytesIO()
    Image.new("RGB", (300, 200), "grey").save(file, "WEBP", exif=HIDDEN, xmp=HIDDEN)
    return file.getvalue()


def bomb(edge: int = 30_000) -> bytes:
    """Return a few bytes that say they are a picture of hundreds of millions of dots."""
    head = struct.pack(">IIBBBBB", edge, edge, 8, 0, 0, 0, 0)
    dots = zlib.compress(b"\0" * (edge + 1) * 20, 9)
    chunks = [(b"IHDR", head), (b"IDAT", dots), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(told)) + name + told + struct.pack(">I", zlib.crc32(name + told))
        for name, told in chunks
    )


def noise(edge: int = 2_400) -> bytes:
    """Return a picture that hardly gets smaller, of more than two million bytes as a good JPEG."""
    file = BytesIO()
    Image.effect_noise((edge, edge), 120).save(file, "JPEG", quality=80)
    return file.getvalue()


def colours(kind: str, edge: int = 1_200) -> bytes:
    """Return noise of millions of colours in a file that loses nothing: a PNG, or a WebP picture."""
    file = BytesIO()
    dots = Random(7).randbytes(edge * edge * 3)
    Image.frombytes("RGB", (edge, edge), dots).save(file, kind, lossless=True, method=0)
    return file.getvalue()


def progressive(size: tuple[int, int]) -> bytes:
    """Return a plain JPEG that comes in several passes."""
    file = BytesIO()
    Image.new("L", size, "grey").save(file, "JPEG", progressive=True)
    return file.getvalue()


def gone_over(jpeg: bytes, times: int) -> bytes:
    """Return a JPEG whose last pass comes so many times, before its end."""
    last = jpeg.rindex(b"\xff\xda")
    return jpeg[:-2] + jpeg[last:-2] * (times - 1) + jpeg[-2:]
