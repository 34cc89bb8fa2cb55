"""A child added by hand: before any extract knows the child, marked, and proposed for merging later."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import child_made
import pytest
import web_made as made
from django.test import Client
from django.urls import reverse

from doorstep.vocabulary import EpisodeKind, Role
from doorstep.web.accounts.models import Team, User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import BlindSpot, Child, Obligation
from doorstep.web.caseload.queries import case_of, children_for
from doorstep.web.caseload.records import BY_HAND
from doorstep.web.imports.adding import KINDS, id_of
from doorstep.web.imports.doubles import by_hand, pairs_for

PAGE = "add-child"


@pytest.fixture
def worker() -> User:
    made.adopt()
    team = made.team("East")
    return made.person(in_team=team, worker_id="W1", name="Noor Calloway")


def form(**more: Any) -> dict[str, Any]:
    """Return the form as a browser sends it."""
    day = made.TODAY - timedelta(1)
    return {
        "client_id": str(uuid4()),
        "name": "Tam Ferriby",
        "born": "2019-02-03",
        "line": "9 Quay Street, Eastmarch",
        "postcode": "zz1 9qq",
        "kind": "child_protection_plan",
        "start_date": day.isoformat(),
        "worker": str(User.objects.get(worker_id="W1").pk),
        "team": str(Team.objects.get(name="East").pk),
    } | more


def added() -> Child:
    return Child.objects.select_related("document").get(child_id__startswith="NEW-")


def test_a_child_added_by_hand_is_owed_visits_at_once(worker, sign_in) -> None:
    client: Client = sign_in(worker)
    answer = client.post(reverse(PAGE), form())
    child = added()
    assert answer["Location"] == reverse("child", args=[child.child_id])
    assert (child.name, child.postcode) == ("Tam Ferriby", "ZZ19QQ")
    assert child.document.source == BY_HAND
    assert child.document.recorded_by == worker
    assert Obligation.objects.filter(child=child, worker_id="W1").exists()
    events = AuditEvent.objects.filter(subject_id=child.child_id)
    assert list(events.values_list("action", flat=True)) == ["add_child"]


def test_it_is_marked_on_its_page_and_listed_until_an_extract_brings_the_child(
    worker, sign_in
) -> None:
    client: Client = sign_in(worker)
    client.post(reverse(PAGE), form())
    child = added()
    shown = child_made.text(client.get(reverse("child", args=[child.child_id])))
    assert "added by hand, not yet in an extract" in shown
    manager = made.person(Role.HEAD_OF_SERVICE)
    assert by_hand(made.access(manager)) == [child]
    assert child.name in child_made.text(sign_in(manager).get(reverse("doubles")))


def test_once_an_extract_brings_the_child_the_two_are_proposed_for_merging(worker, sign_in) -> None:
    sign_in(worker).post(reverse(PAGE), form(born="2016-05-04"))
    made.store(made.case("C1"), names={"C1": "Tam Ferriby"})
    manager = made.access(made.person(Role.HEAD_OF_SERVICE))
    ((pair),) = pairs_for(manager)
    assert set(pair.keys) == {child.pk for child in Child.objects.all()}


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_of_case_is_open_in_the_engines_words(worker, sign_in, kind) -> None:
    sign_in(worker).post(reverse(PAGE), form(kind=kind.value))
    child = added()
    kinds = {episode.kind for episode in case_of(child).episodes}
    assert kind in kinds
    assert kinds <= {kind, EpisodeKind.REFERRAL}
    assert child.answer.standing != "closed"


def test_the_same_form_sent_twice_adds_one_child_and_said_otherwise_asks(worker, sign_in) -> None:
    client: Client = sign_in(worker)
    sent = form()
    client.post(reverse(PAGE), sent)
    assert client.post(reverse(PAGE), sent | {"none_of_these": "yes"}).status_code == 302
    assert Child.objects.count() == 1
    other = client.post(reverse(PAGE), sent | {"none_of_these": "yes", "name": "Tom Ferriby"})
    assert other.status_code == 409
    assert Child.objects.get().name == "Tam Ferriby"
    assert added().child_id == id_of(UUID(sent["client_id"]))


def test_records_much_alike_are_shown_before_anything_is_saved(worker, sign_in) -> None:
    made.store(made.case("C1"), names={"C1": "Tam Ferriby"})
    client: Client = sign_in(worker)
    sent = form(born="2016-05-04")
    shown = client.post(reverse(PAGE), sent)
    assert "Is the child here already?" in child_made.text(shown)
    assert reverse("child", args=["C1"]) in shown.content.decode()
    assert Child.objects.count() == 1
    again = client.post(reverse(PAGE), sent | {"change": "yes"})
    assert 'value="Tam Ferriby"' in again.content.decode()
    client.post(reverse(PAGE), sent | {"none_of_these": "yes"})
    assert Child.objects.count() == 2


def test_a_child_of_another_team_much_alike_is_counted_not_named(worker, sign_in) -> None:
    made.store(made.case("C1", worker_id="W7", in_team="West"), names={"C1": "Tam Ferriby"})
    shown = sign_in(worker).post(reverse(PAGE), form(born="2016-05-04"))
    assert "1 record of other teams" in child_made.text(shown)
    assert reverse("child", args=["C1"]) not in shown.content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Enter the child’s name"),
        ({"name": "123"}, "must have letters in it"),
        ({"born": ""}, "Enter the date of birth, or the day the birth is expected"),
        ({"expected": "2027-01-02"}, "leave one blank"),
        ({"born": "2030-01-01"}, "date of birth"),
        ({"postcode": "nowhere"}, "Enter a full postcode"),
        ({"kind": "disability"}, "What begins?"),
        ({"team": "0"}, "Select the team"),
        ({"start_date": "2030-01-01"}, "day it begins"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(worker, sign_in, wrong, said) -> None:
    shown = child_made.text(sign_in(worker).post(reverse(PAGE), form(**wrong)))
    assert "There is a problem" in shown
    assert said in shown
    assert not Child.objects.exists()


def test_an_unborn_child_is_added_by_the_day_expected(worker, sign_in) -> None:
    sent = form(name="Unborn Ferriby", born="", expected="2027-01-20", kind="child_in_need_plan")
    sign_in(worker).post(reverse(PAGE), sent)
    assert case_of(added()).expected.isoformat() == "2027-01-20"


def test_without_a_worker_the_team_sees_the_child_and_it_stands_as_a_blind_spot(
    worker, sign_in
) -> None:
    sign_in(worker).post(reverse(PAGE), form(worker=""))
    child = added()
    manager = made.access(made.person(Role.TEAM_MANAGER, in_team=made.team("East")))
    assert children_for(manager).filter(pk=child.pk).exists()
    assert BlindSpot.objects.filter(child=child, kind="no_worker").exists()


def test_whoever_adds_for_another_team_is_not_sent_to_a_page_they_may_not_open(
    worker, sign_in
) -> None:
    west = made.team("West")
    sent = form(worker="", team=str(west.pk))
    answer = sign_in(worker).post(reverse(PAGE), sent)
    assert answer["Location"] == reverse("my-day")
    assert Child.objects.count() == 1


def test_a_form_made_up_from_a_childs_number_shows_nothing_of_the_child(worker, sign_in) -> None:
    sign_in(worker).post(reverse(PAGE), form())
    known = added().child_id.removeprefix("NEW-").lower()
    other = sign_in(made.person(in_team=made.team("West"), worker_id="W7"))

    answer = other.post(
        reverse(PAGE),
        form(client_id=str(UUID(known + "0" * 22)), name="Any Name", none_of_these="yes"),
    )

    assert answer.status_code == 404
    assert "Ferriby" not in child_made.text(answer)
    assert Child.objects.count() == 1


def test_being_shown_who_is_much_alike_leaves_an_event(worker, sign_in) -> None:
    client: Client = sign_in(worker)
    client.post(reverse(PAGE), form())
    client.post(reverse(PAGE), form())
    assert Child.objects.count() == 1
    event = AuditEvent.objects.get(action="search")
    assert (event.subject_id, event.detail) == ("much-alike", {"shown": 1, "unseen": 0})
