"""Pictures drawn anew: nothing of the camera is left, and what is no picture is refused at once."""

import random
import time
from io import BytesIO
from typing import Any

import picture_made as pictures
import pytest
from PIL import Image, ImageFile

from doorstep.web.phone.models.photograph import LARGEST
from doorstep.web.phone.pictures import LARGEST_FILE, SCANS, NotAPictureError, drawn_anew

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize("sent", [pictures.photograph(), pictures.png(), pictures.webp()])
def test_nothing_but_the_dots_is_left(sent: bytes) -> None:
    assert pictures.HIDDEN in sent

    drawn = drawn_anew(sent)

    assert pictures.HIDDEN not in drawn.content
    with Image.open(BytesIO(drawn.content)) as found:
        assert found.format == "JPEG"
        assert dict(found.getexif()) == {}
        assert set(found.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert (drawn.width, drawn.height) == (300, 200)


def test_the_place_it_was_taken_at_is_gone() -> None:
    sent = pictures.photograph()
    with Image.open(BytesIO(sent)) as before:
        assert before.getexif().get_ifd(0x8825)[2] == pictures.LATITUDE

    with Image.open(BytesIO(drawn_anew(sent).content)) as after:
        assert after.getexif().get_ifd(0x8825) == {}


def test_it_stands_the_way_the_phone_was_held() -> None:
    drawn = drawn_anew(pictures.photograph(turned=True))

    assert (drawn.width, drawn.height) == (200, 300)
    with Image.open(BytesIO(drawn.content)) as found:
        grey: Any = found.convert("L")
        assert grey.getpixel((100, 20)) < 40  # what was left is on top
        assert grey.getpixel((100, 280)) > 215


def test_what_lets_through_becomes_white_paper() -> None:
    with Image.open(BytesIO(drawn_anew(pictures.png()).content)) as found:
        assert found.getpixel((10, 10)) == (255, 255, 255)


def test_a_large_picture_is_drawn_small_enough_within_two_seconds() -> None:
    sent = pictures.noise()
    assert len(sent) > LARGEST
    began = time.process_time()

    drawn = drawn_anew(sent)

    assert time.process_time() - began < 2
    assert len(drawn.content) <= LARGEST
    assert max(drawn.width, drawn.height) <= 2_000


def test_what_hides_behind_a_picture_stays_behind() -> None:
    film = random.Random(7).randbytes(3_000_000)
    assert film.count(b"\xff\xda") > SCANS
    scans = b"\xff\xda\x00\x02" * 50_000
    for tail in (b"PK\x03\x04 an archive", b"<script>alert(1)</script>", b"%PDF-1.7", film, scans):
        assert tail not in drawn_anew(pictures.photograph() + tail).content


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_picture_of_many_colours_that_lost_nothing_is_taken(kind: str) -> None:
    sent = pictures.colours(kind)
    assert sent.count(b"\xff\xda") > SCANS  # which in these files says nothing

    assert drawn_anew(sent).width == 1_200


@pytest.mark.parametrize(
    "told",
    [
        {"progressive": True},
        {"comment": b"\xff\xda" * 2_000},
        {"comment": b"\xff\xd9", "progressive": True},
        {"restart_marker_blocks": 1},
    ],
    ids=["progressive", "marks in a comment", "an end in a comment", "restarts"],
)
def test_a_jpeg_however_it_was_written_is_taken(told: dict[str, Any]) -> None:
    assert drawn_anew(pictures.photograph(**told)).width == 300


def test_a_progressive_jpeg_may_have_fewer_dots_since_it_is_held_whole() -> None:
    sent = pictures.progressive((6_000, 5_100))
    with pytest.raises(NotAPictureError, match="30 million if it is a progressive"):
        drawn_anew(sent)
    assert drawn_anew(pictures.progressive((3_000, 2_000))).width == 2_000


def test_a_jpeg_in_several_passes_is_held_whole_too_whatever_it_calls_itself() -> None:
    once = pictures.photograph((6_000, 5_100))
    assert drawn_anew(once).width == 2_000
    with pytest.raises(NotAPictureError, match="too many dots"):
        drawn_anew(pictures.gone_over(once, 2))


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"no picture",
        SVG,
        b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)",
        b"%PDF-1.7" + pictures.photograph(),
        b"PK\x03\x04" + pictures.photograph(),
        pictures.photograph()[: len(pictures.photograph()) // 2],
        pictures.png()[:-40],
        b"\x89PNG\r\n\x1a\n" + b"\xff" * 400,
        b"\xff\xd8\xff" + b"\0" * 400,
        pictures.bomb(),
        pictures.bomb(8_000),
        pictures.gone_over(pictures.photograph(), 5_000),
        pictures.gone_over(pictures.photograph(progressive=True), 5_000),
        pictures.photograph()[:2] + b"\xff\xfe\x00\x02" * 1_900_000 + pictures.photograph()[2:],
        pictures.photograph()[:-2] + b"\xff\xfe\x00\x02" * 1_900_000 + b"\xff\xd9",
        b"\0" * (LARGEST_FILE + 1),
    ],
    ids=[
        "nothing", "words", "svg", "gif and script", "pdf first", "zip first", "half a jpeg",
        "half a png", "broken png", "broken jpeg", "bomb", "smaller bomb", "thousands of scans",
        "thousands of progressive scans", "millions of notes", "millions of notes at the end",
        "too large",
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused_clearly_within_a_second(sent: bytes) -> None:
    began = time.process_time()

    with pytest.raises(NotAPictureError) as refused:
        drawn_anew(sent)

    assert time.process_time() - began < 1
    assert str(refused.value)[0].isupper()
    assert "0x" not in str(refused.value)


@pytest.mark.parametrize("sent", [pictures.photograph(), pictures.png()])
def test_half_a_picture_is_refused_though_others_in_the_process_take_it(
    sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as drawing documents sets it

    with pytest.raises(NotAPictureError):
        drawn_anew(sent[: len(sent) // 2])

    assert ImageFile.LOAD_TRUNCATED_IMAGES is True
