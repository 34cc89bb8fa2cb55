"""Saved views: one's own or shared with a team one manages; nothing overwritten silently."""

from datetime import date

import pytest
import web_made as made
from django.db import IntegrityError, transaction

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.lists.models import SavedView
from doorstep.web.lists.saved_views import views_for
from doorstep.web.lists.scope import lists_for


@pytest.fixture(autouse=True)
def _adopted() -> None:
    made.adopt(("practice-standards-2022", date(2020, 11, 1)))


def _manager(name: str = "Aled Price", team: str = "East") -> User:
    return made.person(Role.TEAM_MANAGER, name=name, in_team=made.team(team))


def _address(query: str = "when%3Doverdue") -> str:
    return f"/views/new/?list=team-{made.team().pk}&query={query}"


def test_the_filters_in_the_address_are_saved_under_a_name(sign_in) -> None:  # type: ignore[no-untyped-def]
    aled = _manager()
    client = sign_in(aled)

    answered = client.post(_address(), {"name": "Late ones"})

    saved = SavedView.objects.get()
    assert (saved.owner, saved.page, saved.query) == (
        aled,
        f"team-{made.team().pk}",
        "when=overdue",
    )
    assert answered["Location"] == f"/teams/{made.team().pk}/?when=overdue"
    assert f"/teams/{made.team().pk}/?when=overdue" in client.get("/views/").content.decode()
    assert AuditEvent.objects.filter(action="save_view").count() == 1


def test_only_filters_are_saved_whatever_the_address_says(sign_in) -> None:  # type: ignore[no-untyped-def]
    sign_in(_manager()).post(
        _address("when%3Dnonsense%26next%3D%2F%2Fevil%26tier%3Dpriority"), {"name": "Mine"}
    )

    assert SavedView.objects.get().query == "tier=priority"


def test_sent_twice_it_is_saved_once_and_a_taken_name_is_refused(sign_in) -> None:  # type: ignore[no-untyped-def]
    client = sign_in(_manager())
    for _ in range(2):
        client.post(_address(), {"name": "Late ones"})

    other = client.post(_address("tier%3Dpriority"), {"name": "Late ones"})

    assert SavedView.objects.count() == 1
    assert "You already have a view called Late ones" in other.content.decode()
    assert AuditEvent.objects.filter(action="save_view").count() == 1


def test_a_shared_view_is_seen_by_the_team_and_by_nobody_else(sign_in) -> None:  # type: ignore[no-untyped-def]
    aled, deputy = _manager(), _manager("Bea Quill")
    other = _manager("Cy Moon", team="West")

    sign_in(aled).post(_address(), {"name": "Late ones", "shared_with": made.team().pk})

    def seen(user: User) -> list[str]:
        access = made.access(user)
        return [view.name for view in views_for(access, lists_for(access))]

    assert seen(aled) == seen(deputy) == ["Late ones"]
    assert seen(other) == []
    assert "Aled Price" in sign_in(deputy).get("/views/").content.decode()


def test_one_shares_only_with_teams_one_manages(sign_in) -> None:  # type: ignore[no-untyped-def]
    west = made.team("West")

    answered = sign_in(_manager()).post(_address(), {"name": "Mine", "shared_with": west.pk})

    assert "There is a problem" in answered.content.decode()
    assert not SavedView.objects.exists()


def test_a_list_that_may_not_be_opened_has_no_view_to_save(sign_in) -> None:  # type: ignore[no-untyped-def]
    west = made.team("West")

    answered = sign_in(_manager()).post(f"/views/new/?list=team-{west.pk}", {"name": "Mine"})

    assert answered.status_code == 404


def test_the_list_opens_with_the_default_view_of_which_there_is_one(sign_in) -> None:  # type: ignore[no-untyped-def]
    client = sign_in(_manager())
    client.post(_address(), {"name": "Late ones", "is_default": "on"})
    client.post(_address("tier%3Dpriority"), {"name": "High ones", "is_default": "on"})

    page = client.get("/teams/").content.decode()

    assert f'href="/teams/{made.team().pk}/?tier=priority"' in page
    assert SavedView.objects.filter(is_default=True).count() == 1


def test_a_view_is_changed_and_deleted_by_its_owner_only(sign_in) -> None:  # type: ignore[no-untyped-def]
    aled, bea = sign_in(_manager()), sign_in(_manager("Bea Quill"))
    aled.post(_address(), {"name": "Late ones", "shared_with": made.team().pk})
    view = SavedView.objects.get()
    change, delete = f"/views/{view.pk}/", f"/views/{view.pk}/delete/"

    assert bea.get(change).status_code == bea.get(delete).status_code == 404
    bea.post(delete)
    aled.post(change, {"name": "Overdue", "version": 1})
    view.refresh_from_db()
    assert (view.name, view.shared_with, view.version) == ("Overdue", None, 2)

    assert "Delete “Overdue”?" in aled.get(delete).content.decode()
    assert aled.post(delete).status_code == 302
    assert not SavedView.objects.exists()
    assert aled.post(delete).status_code == 302
    events = AuditEvent.objects.filter(subject="saved_view").order_by("pk")
    actions = list(events.values_list("action", flat=True))
    assert actions == ["save_view", "rename_view", "delete_view"]


def test_two_windows_do_not_overwrite_one_another(sign_in) -> None:  # type: ignore[no-untyped-def]
    client = sign_in(_manager())
    client.post(_address(), {"name": "Late ones"})
    here = f"/views/{SavedView.objects.get().pk}/"
    client.post(here, {"name": "From the first window", "version": 1})

    second = client.post(here, {"name": "From the second window", "version": 1})

    assert second.status_code == 409
    page = second.content.decode()
    assert "From the first window" in page
    assert "From the second window" in page
    assert SavedView.objects.get().name == "From the first window"

    client.post(here, {"name": "From the second window", "version": 2})
    assert SavedView.objects.get().name == "From the second window"


def test_the_database_holds_one_default_and_one_name_a_list() -> None:
    aled = _manager()
    values = {"owner": aled, "page": "team-1", "query": ""}
    SavedView.objects.create(name="a", is_default=True, **values)

    for wrong in ({"name": "b", "is_default": True}, {"name": "a", "is_default": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SavedView.objects.create(**wrong, **values)
