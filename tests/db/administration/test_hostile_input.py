"""Whatever is typed into a form of administration, the answer is a page, and nothing runs (I2, I6)."""

from datetime import date

import pytest
from django.test import Client
from sample import LONG, is_asked
from web_made import adopt, person, team

from doorstep.web.accounts.models import RoleHeld
from doorstep.web.policies.models import AdoptedPack

CANARY = '"><script>alert(1)</script>'
HOSTILE = (
    "", " ", "\x00", "\x1f\x7f", "a" * 100_000, "😀" * 500, CANARY, "{{ 7*7 }}", "'; DROP TABLE x;--",
    "-1", "0", "99999999999999999999", "1e9", "٣", "²", "None", "true", "../../etc/passwd",
    "‮gnp", "%00", "=1+1", "\r\nX-Evil: 1", "2026-02-30", "0000-00-00",
)  # fmt: skip
FORMS = {
    "people/": ("words",),
    "people/new/": ("name", "username", "worker_id"),
    "people/{pk}/change/": ("name", "username", "worker_id", "version"),
    "people/{pk}/close/": ("version",),
    "people/{pk}/roles/new/": ("role", "place", "start_date", "start_date-day", "end_date-year"),
    "people/{pk}/roles/{role}/end/": ("end_date", "end_date-month", "version"),
    "teams/new/": ("name", "locality"),
    "teams/{team}/change/": ("name", "locality", "version"),
    "localities/{place}/change/": ("name", "version"),
    "deputies/new/": ("user", "acts_for", "start_date", "end_date", "reason"),
}
GOOD = {
    "name": "Good Name", "username": "good.name", "version": "1", "role": "iro", "place": "authority",
    "start_date": "2026-11-20", "end_date": "2026-11-30", "decided_by": "Director",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_no_form_breaks_and_no_markup_comes_back_alive(form: str, admin: Client) -> None:
    held, east = RoleHeld.objects.get(user=person()), team("East")
    ids = {"pk": held.user_id, "role": held.pk, "team": east.pk, "place": east.locality_id}
    address = f"/administration/{form.format(**ids)}"
    for name in FORMS[form]:
        for value in (v for v in HOSTILE if is_asked(form, name, v, one_in=2)):
            answer = admin.post(address, GOOD | {name: value})
            assert (name, value, answer.status_code < 500) == (name, value, True)
            assert CANARY not in answer.content.decode()
    for page in ("people/", f"people/{held.user_id}/", "teams/", "deputies/"):
        assert CANARY not in admin.get(f"/administration/{page}").content.decode()


@pytest.mark.parametrize("name", ["pack", "start_date", "end_date", "decided_by", "note", "step"])
def test_no_proposal_breaks(name: str, lead: Client) -> None:
    adopt(("england-statutory", date(2011, 4, 1)))
    given = GOOD | {"pack": "practice-standards-2022", "start_date": "2020-11-01", "end_date": ""}
    some = HOSTILE if LONG else HOSTILE[::6]  # each composes the policy anew: half a second
    for value in some:
        answer = lead.post("/administration/policies/adopt/", given | {name: value})
        assert (value, answer.status_code) == (value, 200)
        assert CANARY not in answer.content.decode()
    assert AdoptedPack.objects.count() == 1


def test_ids_beyond_every_number_are_not_found(admin: Client) -> None:
    for address in ("people/{}/", "people/{}/change/", "teams/{}/", "deputies/{}/end/"):
        page = f"/administration/{address.format('9' * 30)}"
        assert (page, admin.get(page).status_code) == (page, 404)
