"""Texts cut at their marks, words found, names proposed."""

import re

from hypothesis import given
from hypothesis import strategies as st

from doorstep.web.governance.redacting import (
    BASES,
    Basis,
    Known,
    Span,
    occurrences,
    pieces,
    proposals,
)

HIDDEN = Basis.THIRD_PARTY


def said(text: str, *spans: tuple[int, int]) -> str:
    return "".join(p.said for p in pieces(text, [Span(0, a, b, HIDDEN) for a, b in spans]))


def test_what_is_marked_is_not_said_and_all_else_is() -> None:
    assert said("Ann saw Bob.", (0, 3), (8, 11)) == (
        "[redacted: about somebody else] saw [redacted: about somebody else]."
    )
    assert said("Ann") == "Ann"
    assert said("", (0, 3)) == ""


def test_marks_that_overlap_hide_all_that_either_hides() -> None:
    assert said("abcdef", (0, 4), (2, 6)) == "[redacted: about somebody else]" * 2
    assert "e" not in said("abcdef", (0, 6), (2, 4)).replace(BASES[HIDDEN], "").replace(
        "redacted", ""
    )


@given(
    st.text(alphabet="abcdefgh ", max_size=30),
    st.lists(st.tuples(st.integers(0, 35), st.integers(0, 35)), max_size=6),
)
def test_the_pieces_are_the_text_and_hide_exactly_the_letters_marked(
    text: str, marks: list[tuple[int, int]]
) -> None:
    spans = [Span(0, a, b, HIDDEN) for a, b in marks if a < b]
    found = pieces(text, spans)
    hidden = [p.basis is not None for p in found for _ in p.text]
    wanted = [any(s.start <= n < s.end for s in spans) for n in range(len(text))]

    assert "".join(p.text for p in found) == text
    assert hidden == wanted


def test_words_are_found_whole_whatever_their_case_and_spacing() -> None:
    lines = ["Ann Lee, ANN\nLEE.", "Annabel Leeds, ann  lee's"]

    assert occurrences("ann lee", lines) == [(0, 0, 7), (0, 9, 16), (1, 15, 23)]
    assert occurrences("  ", lines) == []
    assert occurrences("(a+", ["1 (a+ b"]) == [(0, 2, 5)]


def test_names_that_are_known_and_stand_there_are_proposed() -> None:
    known = [Known("Noor Calloway", "a worker"), Known("Amira", "a child"), Known("Li", "a child")]

    found = proposals(["Noor  Calloway met Amira; noor calloway left.", "Amiras, Lid"], known)

    assert [(k.name, n) for k, n in found] == [("Noor Calloway", 2), ("Amira", 1)]
    assert not re.search("Li", str(found[0]))


def test_a_name_is_found_however_its_apostrophe_hyphen_and_accents_are_typed() -> None:
    lines = ["Tom O’Brien rang.", "tom  o'brien", "Ann Lee‑Roe", "_Tom O'Brien_", "Tom O’Brienne"]
    assert occurrences("Tom O'Brien", lines) == [(0, 0, 11), (1, 0, 12), (3, 1, 12)]
    assert occurrences("Ann Lee-Roe", lines) == [(2, 0, 11)]
    assert occurrences("Jose\u0301 Paz", ["Jos\u00e9 Paz"]) == [(0, 0, 8)]


def test_names_are_proposed_also_where_something_is_theirs() -> None:
    known = [Known("Tom O'Brien", "a child"), Known("Ann Lee", "a worker")]
    found = proposals(["Tom O’Brien’s mother met Ann Lee's manager."], known)
    assert [(each.name, count) for each, count in found] == [("Tom O'Brien", 1), ("Ann Lee", 1)]
