"""What differs between two documents of a child, in words."""

from dataclasses import replace
from datetime import date, timedelta

import web_made as made
from hypothesis import given
from hypothesis import strategies as st

from doorstep.facts import CaseFacts, Episode, EpisodeKind, Fact, FactKind, Involvement
from doorstep.web.imports.comparing import MOST, differences, name_line

CASE = made.case("A")


def changed(**more: object) -> list[tuple[str, str, str]]:
    return differences(CASE, replace(CASE, **more))  # type: ignore[arg-type]


def test_the_same_document_differs_in_nothing() -> None:
    assert differences(CASE, replace(CASE)) == []
    assert name_line("Ada", "Ada") == []


def test_a_new_worker_is_told_beside_the_old() -> None:
    old = CASE.involvements[0]
    found = changed(
        involvements=(
            old._replace(end_date=made.TODAY),
            Involvement("W2", made.TODAY, worker="Ann Sell", team="West", role="CW"),
        )
    )
    assert found == [
        (
            "Case worker, allocated",
            "Noor Calloway, East, from 17 Sep 2026",
            "Noor Calloway, East, from 17 Sep 2026 until 16 Nov 2026",
        ),
        ("Case worker, allocated", "Not told before", "Ann Sell, West, from 16 Nov 2026"),
    ]


def test_a_plan_that_ended_and_a_fact_that_is_gone_are_told() -> None:
    fact = Fact(FactKind.DOMESTIC_ABUSE, made.TODAY - timedelta(9))
    before = replace(CASE, facts=(fact,))
    ended = tuple(e._replace(end_date=made.TODAY) for e in CASE.episodes)
    found = differences(before, replace(before, episodes=ended, facts=()))
    assert ("Domestic abuse", "from 7 Nov 2026", "No longer told") in found
    assert (
        "Child protection plan",
        "from 17 Sep 2026",
        "from 17 Sep 2026 until 16 Nov 2026",
    ) in found


def test_what_is_told_in_the_same_words_is_told_by_its_fields() -> None:
    coded = tuple(v._replace(agency="Health") for v in CASE.visits)
    assert changed(visits=coded) == [("Visit", "Agency: not told", "Agency: Health")]


def test_a_day_of_birth_is_told() -> None:
    assert changed(born=date(2017, 5, 4)) == [("Date of birth", "4 May 2016", "4 May 2017")]


def test_the_list_is_short_and_says_how_much_more_there_is() -> None:
    many = tuple(Episode(EpisodeKind.REFERRAL, date(2026, 1, 1) + timedelta(n)) for n in range(40))
    found = changed(episodes=(*CASE.episodes, *many))
    assert len(found) == MOST + 1
    assert found[-1][0] == "And 20 more"


@given(st.permutations(range(4)), st.sets(st.integers(0, 3)))
def test_what_differs_is_empty_only_if_the_documents_say_the_same(
    order: list[int], gone: set[int]
) -> None:
    episodes = [
        Episode(EpisodeKind.REFERRAL, date(2026, 1, 1 + n), episode_id=f"E{n}") for n in order
    ]
    before = CaseFacts(child_id="A", episodes=tuple(episodes))
    after = CaseFacts(
        child_id="A", episodes=tuple(e for n, e in enumerate(episodes) if n not in gone)
    )
    assert len(differences(before, after)) == len(gone)
