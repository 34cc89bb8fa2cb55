"""Adopting: shown before it is done, done once, every answer out of date until it is worked out anew."""

from datetime import date, timedelta

import pytest
from django.test import Client
from web_made import AT, TODAY, adopt, case, person, store

from doorstep.web.accounts.words import OwnRole
from doorstep.web.caseload.models import Answer, Obligation
from doorstep.web.caseload.queries import out_of_date
from doorstep.web.caseload.services import sweep
from doorstep.web.policies.models import AdoptedPack
from doorstep.web.policies.queries import adoption, in_force

DAY = timedelta(1)
POLICIES = "/administration/policies/"
ADOPT = POLICIES + "adopt/"


def proposal(pack: str = "worcestershire-2020", start: date = TODAY, **more: str) -> dict[str, str]:
    """Return a filled-in form."""
    return {"pack": pack, "start_date": start.isoformat(), "decided_by": "Director"} | more


@pytest.fixture
def standards() -> None:
    """Adopt the statute and the standards."""
    adopt(("england-statutory", date(2011, 4, 1)), ("practice-standards-2022", date(2020, 11, 1)))


@pytest.mark.usefixtures("standards")
def test_what_would_change_is_shown_and_nothing_is_adopted_before_that(lead: Client, told) -> None:
    page = lead.post(ADOPT, proposal()).content.decode()
    assert "Adopt this pack?" in page
    assert "What would change" in page
    assert "worcestershire-2020: duties/care_leaver_first_round.yaml" in page
    assert page.count("d-figure__number") == 2
    assert AdoptedPack.objects.count() == 2
    assert told() == []


@pytest.mark.usefixtures("standards")
def test_a_pack_is_adopted_once_however_often_it_is_sent(lead: Client, told) -> None:
    given = proposal(step="adopt", note="Minute 4")
    assert lead.post(ADOPT, given).status_code == 302
    again = lead.post(ADOPT, given)
    assert "worcestershire-2020 is adopted from that day already" in again.content.decode()
    row = AdoptedPack.objects.get(pack="worcestershire-2020")
    assert (row.start_date, row.decided_by, row.note) == (TODAY, "Director", "Minute 4")
    assert [event.action for event in told()] == ["adopt_pack"]


@pytest.mark.usefixtures("standards")
def test_going_back_keeps_what_was_written(lead: Client) -> None:
    page = lead.post(ADOPT, proposal(step="change", note="Minute 4")).content.decode()
    assert 'value="Director"' in page
    assert "Minute 4" in page
    assert "See what changes" in page


@pytest.mark.usefixtures("standards")
def test_every_answer_is_out_of_date_until_it_is_worked_out_anew(lead: Client) -> None:
    store(case("C1"), case("C2"))
    assert not out_of_date(on=TODAY).exists()
    before = set(Obligation.objects.values_list("duty", flat=True))
    lead.post(ADOPT, proposal(step="adopt"))
    assert out_of_date(on=TODAY).count() == 2
    assert "0 of 2 children are answered" in lead.get(POLICIES).content.decode()
    assert sweep(at=AT, only_stale=True) == 2
    assert not out_of_date(on=TODAY).exists()
    assert "All 2 children are answered" in lead.get(POLICIES).content.decode()
    assert set(Obligation.objects.values_list("duty", flat=True)) - before
    assert sweep(at=AT, only_stale=True) == 0


@pytest.mark.usefixtures("standards")
def test_another_end_of_an_adoption_makes_answers_out_of_date_too(lead: Client) -> None:
    store(case("C1"))
    row = AdoptedPack.objects.get(pack="practice-standards-2022")
    marks = set(Answer.objects.values_list("adoption", flat=True))
    end = (TODAY + 30 * DAY).isoformat()
    lead.post(f"{POLICIES}{row.pk}/end/", {"end_date": end, "version": "1", "step": "end"})
    assert out_of_date(on=TODAY).count() == 1
    sweep(at=AT, only_stale=True)
    assert marks.isdisjoint(Answer.objects.values_list("adoption", flat=True))


@pytest.mark.usefixtures("standards")
def test_an_adoption_ends_by_a_day_and_stays_on_record(lead: Client, told) -> None:
    row = AdoptedPack.objects.get(pack="practice-standards-2022")
    address = f"{POLICIES}{row.pk}/end/"
    given = {"end_date": TODAY.isoformat(), "version": "1"}
    shown = lead.post(address, given).content.decode()
    assert "End this adoption?" in shown
    assert told() == []
    lead.post(address, given | {"step": "end"})
    row.refresh_from_db()
    assert (row.start_date, row.end_date) == (date(2020, 11, 1), TODAY)
    assert [each.pack for each in in_force(on=TODAY)] == ["england-statutory"]
    assert [each.pack for each in in_force(on=TODAY - DAY)][1:] == ["practice-standards-2022"]
    assert [event.action for event in told()] == ["end_pack"]


@pytest.mark.usefixtures("standards")
def test_an_adoption_taken_back_never_held_and_may_be_made_again(lead: Client) -> None:
    lead.post(ADOPT, proposal(step="adopt"))
    row = AdoptedPack.objects.get(pack="worcestershire-2020")
    end = {"end_date": TODAY.isoformat(), "version": "1", "step": "end"}
    lead.post(f"{POLICIES}{row.pk}/end/", end)
    assert "worcestershire-2020" not in [each.pack for each in adoption().adopted]
    assert "Taken back" in lead.get(POLICIES).content.decode()
    assert lead.post(ADOPT, proposal(step="adopt")).status_code == 302
    given = end | {"version": "2", "end_date": (TODAY + DAY).isoformat()}
    answer = lead.post(f"{POLICIES}{row.pk}/end/", given)
    assert "is adopted from that day already" in answer.content.decode()


@pytest.mark.usefixtures("standards")
def test_two_people_who_end_one_adoption_are_both_heard(lead: Client) -> None:
    row = AdoptedPack.objects.get(pack="practice-standards-2022")
    address = f"{POLICIES}{row.pk}/end/"
    first = {"end_date": "2026-12-01", "version": "1", "step": "end"}
    lead.post(address, first)
    answer = lead.post(address, first | {"end_date": "2027-01-01"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "1 Dec 2026" in page
    assert "1 Jan 2027" in page
    row.refresh_from_db()
    assert row.end_date == date(2026, 12, 1)


def test_the_first_pack_is_adopted_into_an_empty_authority(lead: Client) -> None:
    assert "No policy is adopted yet" in lead.get(POLICIES).content.decode()
    shown = lead.post(ADOPT, proposal("england-statutory")).content.decode()
    assert "No policy stands before it" in shown
    lead.post(ADOPT, proposal("england-statutory", step="adopt"))
    assert AdoptedPack.objects.get().pack == "england-statutory"


@pytest.mark.usefixtures("standards")
def test_the_end_of_the_last_pack_is_warned_of(lead: Client) -> None:
    for row in AdoptedPack.objects.order_by("-pk"):
        given = {"end_date": TODAY.isoformat(), "version": "1"}
        shown = lead.post(f"{POLICIES}{row.pk}/end/", given).content.decode()
        lead.post(f"{POLICIES}{row.pk}/end/", given | {"step": "end"})
    assert "Nothing would be asked for any child" in shown


def test_what_is_missing_is_said(lead: Client) -> None:
    page = lead.post(ADOPT, {"end_date": "2020-13-45"}).content.decode()
    for sentence in ("Select a pack", "Enter the day from which it holds", "Enter who decided it"):
        assert sentence in page


def test_a_pack_that_is_not_there_is_not_adopted(lead: Client) -> None:
    lead.post(ADOPT, proposal("../../etc", step="adopt"))
    assert AdoptedPack.objects.count() == 0


def test_an_own_pack_with_mistakes_says_them_and_cannot_be_adopted(
    lead: Client, tmp_path, settings
) -> None:
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "pack.yaml").write_text("id: ours\nversion: '1'\n", encoding="utf-8")
    settings.PACKS = str(tmp_path)
    assert "pack.yaml, line 1: cite: is missing" in lead.get(POLICIES).content.decode()
    lead.post(ADOPT, proposal("ours", step="adopt"))
    assert AdoptedPack.objects.count() == 0


@pytest.mark.parametrize(
    "role", [OwnRole.ADMINISTRATOR, OwnRole.AUDITOR, OwnRole.PERFORMANCE_ANALYST]
)
def test_only_a_practice_lead_adopts(role: OwnRole, sign_in) -> None:
    browser = sign_in(person(role))
    for address in (POLICIES, ADOPT, POLICIES + "1/end/"):
        assert browser.get(address).status_code == 403
        assert browser.post(address, proposal(step="adopt")).status_code == 403
    assert AdoptedPack.objects.count() == 0


def test_the_bank_holidays_say_where_they_come_from_and_when_they_end(admin: Client) -> None:
    page = admin.get("/administration/bank-holidays/").content.decode()
    assert "GOV.UK publishes for England and Wales" in page
    assert "31 Dec 2028" in page
    assert "Friday 25 Dec 2026" in page
    assert page.index("By the rule, provisional") < page.index("25 Dec 2029")
