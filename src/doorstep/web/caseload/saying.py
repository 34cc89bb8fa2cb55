"""The engine's sentences as people read them on a page: no names of the code, days written out."""

import re
from functools import lru_cache

from doorstep.policy.plain.parts import LAYERS
from doorstep.web.components import day, words_within

_CODED = re.compile(
    r"\[[^\]]*\]|\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b|\b\d{4}-\d{2}-\d{2}\b|(?<=\w)\|(?=\w)"
    r"|\b(?:iro|kit|lado|marac|pep|rag)\b"
    r"|From the (?P<layer>[a-z]+) layer\b| \(S\d+\)"
)


@lru_cache(maxsize=8192)  # most sentences are those of many children, and of every reading
def said(sentence: str) -> str:
    """Return a sentence without names of the code; what stands in square brackets is a source.

    Example:
        >>> said("How: in_person; video|phone if agreed by head_of_service [ssd_cin_visits N1].")
        'How: in person; video or phone if agreed by head of service [ssd_cin_visits N1].'
        >>> said("a plan of 2026-11-06 asks for 3 weeks")
        'a plan of 6 Nov 2026 asks for 3 weeks'
        >>> said("Note: it is due at the end of the day (S4)."), said("From the emergency layer.")
        ('Note: it is due at the end of the day.', 'From a policy for an emergency.')
    """
    return _CODED.sub(_in_words, sentence)


def _in_words(match: re.Match[str]) -> str:
    found = match[0]
    if match["layer"]:
        return f"From {LAYERS.get(match['layer'], match['layer'])}"
    if found.startswith(" (S"):
        return ""  # the number of a rule of reading, which only the documentation knows
    if found == "|":
        return " or "
    if found[0].isdigit():
        return _day(found)
    return found if found.startswith("[") else words_within(found)


def _day(found: str) -> str:
    try:
        return day(found)
    except ValueError:
        return found


def upper(text: str) -> str:
    """Return a text with a capital at its start."""
    return text[:1].upper() + text[1:]
