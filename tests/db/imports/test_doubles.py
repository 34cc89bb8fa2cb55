"""Records that are likely of one child: found by more than one thing, listed, told apart once."""

from datetime import date, timedelta

import child_made
import pytest
import web_made as made
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.accounts.words import OwnRole
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Child, Merge
from doorstep.web.caseload.replacing import take_away
from doorstep.web.imports.alike import Person, compared, doubles, doubles_of
from doorstep.web.imports.apart import TwoChildren
from doorstep.web.imports.doubles import duplicates_of, keep_apart, pairs_for

BORN = date(2016, 5, 4)
HOME = {"postcode": "ZZ11AA", "household": "ZZ11AA elm road 4"}
JON = Person(1, "jon smith", BORN, **HOME)


def reasons(other: Person) -> str:
    found = compared(JON, other)
    return "; ".join(found.because) if found else ""


# --- what is alike ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (Person(2, "jon smith", BORN), "the same name; both born on 4 May 2016"),
        (Person(2, "smith jon", BORN), "the same names in another order; both born on 4 May 2016"),
        (Person(2, "john smyth", BORN), "names that are spelt alike; both born on 4 May 2016"),
        (
            Person(2, "jon smith", date(2016, 4, 5)),
            "the same name; born on 4 May 2016 and 5 Apr 2016: day and month the other way round",
        ),
        (
            Person(2, "jon smith", date(2016, 5, 14)),
            "the same name; born on 4 May 2016 and 14 May 2016: one figure differs",
        ),
        (Person(2, "jon smith", None, **HOME), "the same name; the same address"),
        (
            Person(2, "jon abara", BORN, **HOME),
            "the same first name, or one spelt alike; both born on 4 May 2016; the same address",
        ),
        (
            Person(2, "", BORN, **HOME),
            "one of the records has no name; both born on 4 May 2016; the same address",
        ),
    ],
)
def test_two_signs_together_make_a_likely_double_and_both_are_said(
    other: Person, said: str
) -> None:
    assert reasons(other) == said


@pytest.mark.parametrize(
    "other",
    [
        Person(2, "jon smith"),
        Person(2, "", BORN),
        Person(2, "ada lovelace", None, **HOME),
        Person(2, "ada lovelace", BORN),
        Person(2, "", None, **HOME),
        Person(2, "jon smith", date(2009, 11, 30), **HOME),
        Person(2, "ruth smith", BORN, **HOME),
        Person(2, "jon abara", BORN),
    ],
    ids=["name", "birth", "address", "birth-only", "home-only", "elder", "twin", "first-name"],
)
def test_one_sign_alone_or_a_twin_is_no_double(other: Person) -> None:
    assert reasons(other) == ""


people = st.lists(
    st.builds(
        Person,
        st.integers(1, 999),
        st.sampled_from(["jon smith", "john smith", "smith jon", "ada lovelace", "ada", ""]),
        st.sampled_from([None, BORN, date(2016, 4, 5), date(2016, 5, 14), date(2012, 1, 1)]),
        st.sampled_from(["", "ZZ11AA", "ZZ1 1AA", "ZZ22BB"]),
        st.sampled_from(["", "home a", "home b"]),
    ),
    max_size=14,
    unique_by=lambda person: person.key,
)


@given(people)
def test_grouping_finds_what_comparing_all_would_find_and_the_order_does_not_matter(found) -> None:
    expected = {
        frozenset((a.key, b.key))
        for n, a in enumerate(found)
        for b in found[n + 1 :]
        if compared(a, b)
    }
    assert {frozenset(pair.keys) for pair in doubles(found)} == expected
    assert {frozenset(pair.keys) for pair in doubles(reversed(found))} == expected
    for person in found:
        mine = {frozenset(pair.keys) for pair in doubles_of(person, found)}
        assert mine == {each for each in expected if person.key in each}


# --- of new children ----------------------------------------------------------------------------------


@pytest.fixture
def manager() -> User:
    made.adopt()
    return made.person(Role.HEAD_OF_SERVICE, name="Hal Orme")


@pytest.fixture
def two(manager: User) -> tuple[Child, Child]:
    """Return two records of one child, born on the same day and of the same name, in two teams."""
    names = {"C1": "Max Harrow", "C2": "Maxx Harrow"}
    one, other = made.store(
        made.case("C1"), made.case("C2", worker_id="W2", in_team="West", address=""), names=names
    )
    return one, other


def test_a_new_child_is_compared_with_every_record_that_is_not_put_away(two, manager) -> None:
    new = Person("NEW", "max harrow", BORN)
    found = duplicates_of([new], viewer=made.access(manager))["NEW"]
    assert [each.child_id for each in found.seen] == ["C1", "C2"]
    _merge(two, manager)
    found = duplicates_of([new], viewer=None)["NEW"]
    assert [each.child_id for each in found.seen] == ["C2"]


def test_several_new_children_are_compared_at_once_and_only_the_likely_are_told(two) -> None:
    new = [Person("A", "max harrow", BORN), Person("B", "ada lovelace", BORN)]
    assert list(duplicates_of(new, viewer=None)) == ["A"]


def test_of_records_one_may_not_open_the_number_is_told_and_of_restricted_ones_nothing(
    two, manager
) -> None:
    worker = made.access(made.person(worker_id="W1"))
    new = Person("NEW", "max harrow", BORN)
    found = duplicates_of([new], viewer=worker)["NEW"]
    assert ([each.child_id for each in found.seen], found.unseen) == (["C1"], 1)
    child_made.restricted(two[1], manager, by=manager)
    worker = made.access(User.objects.get(worker_id="W1"))
    assert duplicates_of([new], viewer=worker)["NEW"].unseen == 0


# --- the list -----------------------------------------------------------------------------------------


def _merge(two: tuple[Child, Child], by: User) -> Merge:
    from doorstep.web.caseload.merging import merge

    one, other = two
    return merge(
        child_id=one.child_id,
        into_id=other.child_id,
        reason="One child",
        by=made.access(by),
        at=made.AT,
    )


def test_the_list_shows_pairs_until_they_are_merged_or_told_apart(two, manager, sign_in) -> None:
    client: Client = sign_in(manager)
    page = client.get(reverse("doubles")).content.decode()
    assert reverse("double", args=["C1", "C2"]) in page
    _merge(two, manager)
    assert not pairs_for(made.access(manager))
    page = client.get(reverse("doubles")).content.decode()
    assert reverse("undo-merge", args=[Merge.objects.get().pk]) in page


def test_two_children_are_remembered_and_not_asked_about_again(two, manager, sign_in) -> None:
    client: Client = sign_in(manager)
    answer = client.post(
        reverse("double", args=["C1", "C2"]), {"settle": "apart", "reason": "Cousins, seen both"}
    )
    assert answer.status_code == 302
    row = TwoChildren.objects.get()
    assert (row.one_id, row.other_id) == tuple(sorted(child.pk for child in two))
    assert not pairs_for(made.access(manager))
    assert AuditEvent.objects.filter(action="keep_apart").count() == 1


def test_said_twice_it_is_remembered_once(two, manager) -> None:
    for ids in (("C1", "C2"), ("C2", "C1")):
        keep_apart(
            child_id=ids[0], other_id=ids[1], reason="Two", by=made.access(manager), at=made.AT
        )
    assert TwoChildren.objects.count() == AuditEvent.objects.filter(action="keep_apart").count()


def test_the_page_shows_both_side_by_side_reads_each_once_and_merges(two, manager, sign_in) -> None:
    client: Client = sign_in(manager)
    page = reverse("double", args=["C1", "C2"])
    shown = child_made.text(client.get(page))
    assert "Max Harrow" in shown
    assert "Maxx Harrow" in shown
    assert "names that are spelt alike" in shown
    assert [len(child_made.reads(each)) for each in ("C1", "C2")] == [1, 1]
    answer = client.post(page, {"settle": "C2", "reason": "One child"})
    assert answer["Location"] == reverse("child", args=["C2"])
    row = Merge.objects.get()
    assert (row.child, row.into) == two


def test_a_choice_and_a_reason_are_asked_for(two, manager, sign_in) -> None:
    shown = child_made.text(sign_in(manager).post(reverse("double", args=["C1", "C2"]), {}))
    assert "Select what the two records are" in shown
    assert "Enter how you know" in shown
    assert not Merge.objects.exists()


def test_a_merge_is_undone_on_its_page(two, manager, sign_in) -> None:
    row = _merge(two, manager)
    client: Client = sign_in(manager)
    page = reverse("undo-merge", args=[row.pk])
    assert "Enter why the merge is undone" in child_made.text(client.post(page, {}))
    assert client.post(page, {"reason": "They are cousins"}).status_code == 302
    row.refresh_from_db()
    assert row.undone_reason == "They are cousins"
    assert client.get(page).status_code == 404


def test_who_may_merge_only_one_of_the_two_sees_no_pair_and_no_page(two, sign_in) -> None:
    east = made.person(Role.TEAM_MANAGER, in_team=made.team("East"))
    assert pairs_for(made.access(east)) == []
    assert sign_in(east).get(reverse("double", args=["C1", "C2"])).status_code == 404
    with pytest.raises(Http404):
        keep_apart(child_id="C1", other_id="C2", reason="Two", by=made.access(east), at=made.AT)


def test_a_pair_with_a_restricted_record_is_listed_for_who_is_named_alone(two, manager) -> None:
    named = made.person(OwnRole.PERFORMANCE_ANALYST)
    child_made.restricted(two[0], named, by=manager)
    assert len(pairs_for(made.access(named))) == 1
    assert pairs_for(made.access(manager)) == []


def test_a_child_of_whom_somebody_said_this_is_not_taken_away_with_its_import(two, manager) -> None:
    keep_apart(child_id="C1", other_id="C2", reason="Two", by=made.access(manager), at=made.AT)
    with transaction.atomic():
        assert take_away(["C1", "C2"]) == ["C1", "C2"]
    assert Child.objects.count() == 2


def test_the_database_keeps_a_pair_once_in_its_order_and_with_a_reason(two, manager) -> None:
    one, other = sorted(two, key=lambda child: child.pk)
    told = {"recorded_at": made.AT, "recorded_by": manager}
    TwoChildren.objects.create(one=one, other=other, reason="Two", **told)
    for wrong in (
        {"one": one, "other": other, "reason": "Again"},
        {"one": other, "other": one, "reason": "Two"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            TwoChildren.objects.create(**wrong, **told)
    third = made.store(made.case("C3"))[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        TwoChildren.objects.create(one=one, other=third, reason="", **told)


def test_a_long_list_has_pages(manager, sign_in, settings) -> None:
    settings.ROWS_ON_A_PAGE = 2
    cases = [made.case(f"C{n}", since=made.TODAY - timedelta(60 + n)) for n in range(4)]
    made.store(*cases, names={case.child_id: "Max Harrow" for case in cases})
    shown = child_made.text(sign_in(manager).get(reverse("doubles"), {"page": "3"}))
    assert "6 pairs" in shown
    assert "page 3 of 3" in shown


def test_with_no_pair_the_page_says_so(manager, sign_in) -> None:
    shown = child_made.text(sign_in(manager).get(reverse("doubles")))
    assert "No two records are much alike" in shown
