"""Two people change the same thing: nobody overwrites the other silently, the second chooses (D5)."""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest
from django.test import Client
from web_made import AT, TODAY, access, person, team

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import Locality, RoleHeld, Team, User
from doorstep.web.accounts.words import OwnRole
from doorstep.web.administration.services import people, places, roles
from doorstep.web.versions import ConflictError

DAY = timedelta(1)


def test_the_second_is_shown_both_versions_and_may_keep_the_first(admin: Client, told) -> None:
    user = person(name="Noor Calloway")
    address = f"/administration/people/{user.pk}/change/"
    mine = {"name": "Noor Marsh", "username": user.username, "version": "1", "worker_id": ""}
    admin.post(address, mine)
    answer = admin.post(address, mine | {"name": "Noor Hill", "is_superuser": "on"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Noor Marsh" in page
    assert "Noor Hill" in page
    assert "Keep what was saved meanwhile" in page
    user.refresh_from_db()
    assert (user.name, user.version) == ("Noor Marsh", 2)
    assert len(told()) == 1


def test_the_second_may_save_their_own_knowing_the_other(admin: Client) -> None:
    user = person(name="Noor Calloway")
    address = f"/administration/people/{user.pk}/change/"
    mine = {"name": "Noor Marsh", "username": user.username, "version": "1", "worker_id": ""}
    admin.post(address, mine)
    conflict = admin.post(address, mine | {"name": "Noor Hill"}).content.decode()
    assert '<input type="hidden" name="version" value="2">' in conflict
    assert '<input type="hidden" name="name" value="Noor Hill">' in conflict
    assert admin.post(address, mine | {"name": "Noor Hill", "version": "2"}).status_code == 302
    user.refresh_from_db()
    assert user.name == "Noor Hill"


def test_a_role_two_people_end_keeps_the_first_end_until_one_chooses(admin: Client) -> None:
    held = RoleHeld.objects.get(user=person())
    address = f"/administration/people/{held.user_id}/roles/{held.pk}/end/"
    first = {"end_date": (TODAY + DAY).isoformat(), "version": "1"}
    admin.post(address, first)
    answer = admin.post(address, first | {"end_date": (TODAY + 5 * DAY).isoformat()})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "17 Nov 2026" in page
    assert "21 Nov 2026" in page
    held.refresh_from_db()
    assert held.end_date == TODAY + DAY


@pytest.mark.parametrize("kind", ["team", "locality"])
def test_a_place_two_people_rename_is_not_overwritten(kind: str, admin: Client) -> None:
    east = team("East")
    pk = east.pk if kind == "team" else east.locality_id
    address = f"/administration/{'teams' if kind == 'team' else 'localities'}/{pk}/change/"
    admin.post(address, {"name": "First", "locality": "", "version": "1"})
    answer = admin.post(address, {"name": "Second", "locality": "", "version": "1"})
    assert answer.status_code == 409
    model = Team if kind == "team" else Locality
    assert model.objects.get(pk=pk).name == "First"


def test_an_account_closed_meanwhile_is_not_closed_by_an_old_page(admin: Client) -> None:
    user = person()
    address = f"/administration/people/{user.pk}/"
    admin.post(address + "close/", {"version": "1"})
    admin.post(address + "reopen/", {"version": "2"})
    assert admin.post(address + "close/", {"version": "1"}).status_code == 409
    assert User.objects.get(pk=user.pk).is_active


# --- many interleavings -------------------------------------------------------------------------------

Thing = User | Team | RoleHeld


def save(thing: Thing, version: int, word: str, by: Access) -> None:
    """Save a change as the page of this thing does."""
    if isinstance(thing, User):
        values = {"name": word, "username": thing.username, "worker_id": ""}
        people.change_person(thing, version=version, by=by, at=AT, **values)
    elif isinstance(thing, Team):
        places.change_team(thing, version=version, name=word, locality=None, by=by, at=AT)
    else:
        end = TODAY + timedelta(int(word.partition("-")[2]))
        roles.end_role(thing, version=version, end_date=end, by=by, at=AT)


def seen(thing: Thing) -> tuple[int, object]:
    """Return the version and the value that a page opened now shows of a thing."""
    fresh = type(thing).objects.get(pk=thing.pk)
    return fresh.version, fresh.end_date if isinstance(fresh, RoleHeld) else fresh.name


def outcomes(seed: int, by: Access) -> Iterator[str]:
    """Yield what came of each save, where some people open and save one thing in any order."""
    rng = Random(seed)
    things = (person, lambda: team(f"Team {seed}"), lambda: RoleHeld.objects.get(user=person()))
    thing = rng.choice(things)()
    pages = [seen(thing) for _ in range(rng.randint(2, 4))]
    for step in range(rng.randint(3, 8)):
        who = rng.randrange(len(pages))
        if rng.random() < 0.3:
            pages[who] = seen(thing)
            continue
        before = seen(thing)
        try:
            fresh = type(thing).objects.get(pk=thing.pk)
            save(fresh, pages[who][0], f"word-{seed * 10 + step}", by)
        except ConflictError:
            yield "refused" if seen(thing) == before else "changed though refused"
        else:
            yield "saved" if pages[who] == before else "overwritten silently"
            pages[who] = seen(thing)


def test_in_hundreds_of_interleavings_nobody_overwrites_what_they_did_not_see() -> None:
    times = 1_000 if os.environ.get("DOORSTEP_LONG_TESTS") else 250
    by = access(person(OwnRole.ADMINISTRATOR))
    found = Counter(outcome for seed in range(times) for outcome in outcomes(seed, by))
    assert set(found) == {"saved", "refused"}
    assert min(found.values()) > times
