"""Signing in, staying in, going out (S1 to S5); every address of sign-in says who may open it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import web_made as made
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import get_resolver
from pytest_django import Settings

from doorstep.web.accounts.gate import decision_of
from doorstep.web.accounts.models import Deputy, User
from doorstep.web.accounts.urls import urlpatterns

Typed = Callable[..., Client]
LOGIN, ACCOUNT = "/account/login/", "/account/"
CLOSED = (
    "signup/", "email/", "confirm-email/", "password/set/", "password/reset/", "3rdparty/",
    "3rdparty/signup/", "factors/trust/", "login/code/confirm/", "social/signup/", "2fa/", "sessions/1/",
)  # fmt: skip


def is_in(client: Client) -> bool:
    return client.get(ACCOUNT).status_code == 200


def later(settings: Settings, **span: float) -> None:
    settings.CLOCK = (made.AT + timedelta(**span)).isoformat()


def test_every_address_of_sign_in_says_who_may_open_it() -> None:
    assert len(urlpatterns) > 20
    assert [str(each.pattern) for each in urlpatterns if decision_of(each.callback) is None] == []


@pytest.mark.parametrize("address", CLOSED)
def test_what_the_library_offers_besides_does_not_exist(address: str, type_password: Typed) -> None:
    client = type_password(made.person())
    assert client.get(ACCOUNT + address).status_code == 404


def test_a_view_of_a_library_without_a_decision_opens_to_nobody(rf: object) -> None:
    from allauth.account.views import email
    from django.core.exceptions import PermissionDenied

    from doorstep.web.accounts.middleware import DenyByDefault

    request = Client().get(ACCOUNT).wsgi_request
    request.user = made.person()
    with pytest.raises(PermissionDenied):
        DenyByDefault(lambda _: None).process_view(request, email, (), {})  # type: ignore[arg-type, return-value]
    assert get_resolver() is not None


def test_a_right_password_opens_and_a_wrong_one_does_not(type_password: Typed) -> None:
    user = made.person(name="Ada Fenn")
    assert is_in(type_password(user))
    assert not is_in(type_password(user, "wrong-password-wrong"))
    assert b"Ada Fenn" in type_password(user).get(ACCOUNT).content


def test_the_session_has_a_new_id_after_sign_in() -> None:
    client, user = Client(), made.person()
    session = client.session
    session["before"] = "kept"
    session.save()
    before = session.session_key
    client.cookies["session"] = before or ""
    client.post(LOGIN, {"login": user.username, "password": made.PASSWORD})
    assert is_in(client)
    assert client.cookies["session"].value != before
    assert not Session.objects.filter(pk=before).exists()


def test_signing_out_ends_the_session_on_the_server_and_only_by_post(type_password: Typed) -> None:
    client = type_password(made.person())
    stolen = client.cookies["session"].value
    assert client.get("/account/logout/").status_code == 200
    assert is_in(client)
    client.post("/account/logout/")
    thief = Client()
    thief.cookies["session"] = stolen
    assert not is_in(thief)
    assert not Session.objects.filter(pk=stolen).exists()


def test_thirty_idle_minutes_end_a_session(type_password: Typed, settings: Settings) -> None:
    client = type_password(made.person())
    later(settings, minutes=29)
    assert is_in(client)
    later(settings, minutes=58)
    assert is_in(client)
    later(settings, minutes=89)
    answer = client.get(ACCOUNT, follow=True)
    assert answer.redirect_chain == [("/account/login/?next=/account/", 302)]
    assert b"You were signed out" in answer.content


def test_ten_hours_end_a_session_however_busy(type_password: Typed, settings: Settings) -> None:
    client = type_password(made.person())
    for minutes in range(20, 600, 20):
        later(settings, minutes=minutes)
        assert is_in(client), minutes
    later(settings, minutes=601)
    assert not is_in(client)


def test_signing_in_again_begins_a_new_span(type_password: Typed, settings: Settings) -> None:
    user = made.person()
    client = type_password(user)
    later(settings, hours=11)
    client.post(LOGIN, {"login": user.username, "password": made.PASSWORD})
    assert is_in(client)


def test_closing_an_account_ends_all_its_sessions_at_the_next_request(type_password: Typed) -> None:
    user = made.person()
    browsers = [type_password(user) for _ in range(3)]
    assert all(is_in(each) for each in browsers)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not any(is_in(each) for each in browsers)
    assert not is_in(type_password(user))


def test_a_closed_account_is_told_so_only_with_the_right_password() -> None:
    user = made.person()
    User.objects.filter(pk=user.pk).update(is_active=False)
    right = Client().post(LOGIN, {"login": user.username, "password": made.PASSWORD}, follow=True)
    wrong = Client().post(LOGIN, {"login": user.username, "password": "no" * 8}, follow=True)
    assert b"Your account is closed" in right.content
    assert b"Your account is closed" not in wrong.content
    assert b"The username or the password is wrong" in wrong.content


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(type_password: Typed) -> None:
    user = made.person()
    here, there = type_password(user), type_password(user)
    new = "three-words-that-do-not"
    given = {"oldpassword": made.PASSWORD, "password1": new, "password2": new}
    answer = here.post("/account/password/", given, follow=True)
    assert b"Your password is changed" in answer.content
    assert is_in(here)
    assert not is_in(there)
    assert is_in(type_password(user, new))


@pytest.mark.parametrize("poor", ["short", "password1234", "person-person"])
def test_a_poor_password_is_refused(poor: str, type_password: Typed) -> None:
    user = made.person(name="Person Person")
    client = type_password(user)
    given = {"oldpassword": made.PASSWORD, "password1": poor, "password2": poor}
    client.post("/account/password/", given)
    user.refresh_from_db()
    assert user.check_password(made.PASSWORD) or poor == "person-person"


def test_the_other_sessions_are_listed_and_can_be_ended(type_password: Typed) -> None:
    user = made.person()
    here = type_password(user, HTTP_USER_AGENT="Windows NT 10.0 Chrome/144 Edg/144")
    there = type_password(user, HTTP_USER_AGENT="iPhone Safari/605")
    page = here.get("/account/sessions/").content.decode()
    assert "Edge on Windows" in page
    assert "Safari on iPhone" in page
    here.post("/account/sessions/")
    assert is_in(here)
    assert not is_in(there)


def test_the_account_page_says_roles_with_scope_and_dates_and_who_acts_for_whom(
    type_password: Typed,
) -> None:
    east = made.team("East")
    user = made.person("team_manager", name="Ada Fenn", in_team=east)
    other = made.person(None, name="Bo Marsh")
    Deputy.objects.create(
        user=other, acts_for=user, start_date=made.TODAY, given_by=user,
        end_date=made.TODAY + timedelta(7),
    )  # fmt: skip
    page = type_password(user).get(ACCOUNT).content.decode()
    assert all(
        told in page for told in ("Team manager", "East", "16 Nov 2025", "Bo Marsh", "23 Nov 2026")
    )
    assert "Ada Fenn" in type_password(other).get(ACCOUNT).content.decode()


def test_nobody_is_told_a_role_they_do_not_hold(type_password: Typed) -> None:
    page = type_password(made.person(None)).get(ACCOUNT).content.decode()
    assert "You have no role yet" in page


@pytest.mark.parametrize("password", ["  a long one with spaces  ", "x" * 64 + "ÅéŻ" * 30])
def test_a_password_is_taken_as_it_is_typed_however_long(
    password: str, type_password: Typed
) -> None:
    user = made.person()
    user.set_password(password)
    user.save()
    assert is_in(type_password(user, password))
    assert not is_in(type_password(user, password.strip() + ("" if password[0] == " " else "y")))
    assert not is_in(type_password(user, password.swapcase()))
