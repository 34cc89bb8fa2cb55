"""Places in a sentence that the phone fills with what was typed."""

from datetime import date, time

from doorstep.engine.explain import spoken
from doorstep.web.components import clock_time, day

WHY, NOT_SEEN, METHOD_WORDS = "\ue000", "\ue001", "\ue002"
"""Stand-ins for words nobody has typed yet: signs of no language, which nothing rewrites."""
NAMES = {WHY: "{why}", NOT_SEEN: "{why_not_seen}", METHOD_WORDS: "{method_words}"}


def with_slots(text: str, *, at: time | None = None, again: date | None = None) -> str:
    """Return a sentence with slots for words, and for the time and day that stood for any."""
    for sign, name in NAMES.items():
        text = text.replace(sign, name)
    if at is not None:
        text = text.replace(clock_time(at), "{visit_time}")
    if again is not None:
        text = text.replace(day(again), "{next_attempt}")
        text = text.replace(spoken(again), "{next_attempt_long}")
    return text
