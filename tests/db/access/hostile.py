"""What somebody may send who means harm, or whose keyboard slipped."""

from collections.abc import Iterator
from zlib import crc32

from db.access.county import LONG

SCRIPT = "<script>alert('canary')</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
SUM, PRODUCT = "{{7777*7}}", "54439"
MARKUP = f"{SCRIPT}{IMAGE}' onfocus=alert(2) {SUM}"
NUL = "a\x00b"
NUMBERS = (
    "0", "-1", "1", "2147483648", "9223372036854775807", "9223372036854775808", "9" * 30, "9" * 5000,
    "1.5", "1e309", "NaN", "Infinity", "-0", "+1", "0x1F", "1_000", " 7 ", "٣", "²", "½", "१२",
)  # fmt: skip
DAYS = (
    "2026-11-16", "2026-02-30", "0001-01-01", "9999-12-31", "10000-01-01", "0000-00-00", "16/11/2026",
    "tomorrow", "2026-11-16T09:30:00Z", "-1-1-1", "2026-W47",
)  # fmt: skip
TEXTS = (
    "", " ", "\t", "\r\n", NUL, "\x00", "\x07\x1b[31m", "\x7f", "\ufffe", "\ufeff", "‮abc", "a" * 300,
    "x" * 3_000, "O’Brien \"Bee\" d'Arc", "🧒🏽👨‍👩‍👧", "עברית عربي", "null", "None", "True", "undefined",
    "[]", "{}", "[1,2]", '{"a": 1}', "../../etc/passwd", "%00", "%s%n%x", "';DROP TABLE x;--",
    "' OR 1=1 --",
    MARKUP, SCRIPT, "${7777*7}", "{% for a in b %}", "=1+1", "@SUM(A1)", "\n", "a\nb", "authority",
    "team-",
    "team-1", "team-0", "team--1", "team-999999999", "locality-1", "my-day", "csv", "C1", "C1,C2",
    ",,,",
    "yes", "on", "all", "-due", "--due", "in_person", "overdue", "administrator",
    "https://example.org/",
    "//example.org", "javascript:alert(1)", "\\\\example.org", "a&b=c", "#", "?", "/", "\\", "*",
    "%", "_",
)  # fmt: skip
VALUES = (*TEXTS, *NUMBERS, *DAYS)
TIMES = 150  # as many values in a long run
STEP = 17  # has no divisor in common with the numbers of values, so that all come in turn
ALL = (
    *VALUES,
    *(a + b for a, b in zip(VALUES, VALUES[5:], strict=False)),
    *(v * 3 for v in VALUES),
)


def values_for(*told: str, number: int) -> Iterator[str]:
    """Yield values to try for a field: so many, or in a long run many times so many; always the same."""
    start = crc32(" ".join(told).encode())
    known = ALL if LONG else VALUES
    for n in range(min(number * TIMES, len(ALL)) if LONG else number):
        yield known[(start + n * STEP) % len(known)]
