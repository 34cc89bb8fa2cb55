"""The days of those who see children: what a list says is done, recorded, and moves the list."""

from collections.abc import Callable

import pytest
from browser.filling import choose, fill_call, fill_date, fill_visit, fill_when
from browser.running_site import Site
from browser.walk import KINDS, TIME, Walk, each_role
from playwright.sync_api import expect

Walks = Callable[..., Walk]
each_kind = pytest.mark.parametrize("kind", KINDS)
CP_VISIT = "Visit to a child on a child protection plan"


def owed(walk: Walk, child: str, what: str = CP_VISIT) -> str:
    """Return what a list says of one thing that is owed to a child."""
    name = walk.site.known["names"][child]
    rows = walk.main.get_by_role("row").filter(has_text=name).filter(has_text=what)
    row = rows.filter(has_text="Practice Standards")  # the emergency's guidance asks for one too
    expect(row).to_have_count(1, timeout=TIME)
    return row.inner_text()


@each_kind
def test_a_visit_to_siblings_moves_the_due_date_on_every_list_and_on_the_childs_page(
    kind: str, walk: Walks, begun_again: Site
) -> None:
    known = begun_again.known
    worker, manager = walk(begun_again, "social_worker", kind), walk(begun_again, known["manager"])
    first, second, *_ = known["siblings"]
    team = f"/teams/{known['team']}/?duty=practice-standards-2022%2Fcp_visit"
    manager.go(team)
    assert "27 Nov 2026" in owed(manager, first)

    worker.menu("My day")
    worker.go("/?part=later")
    assert "27 Nov 2026" in owed(worker, first)
    whys = worker.main.get_by_role("group").filter(has_text=CP_VISIT)
    why = whys.filter(has_text="Practice Standards 2022").first
    why.locator("summary").click()
    expect(why).to_contain_text("Practice Standards 2022")
    worker.look()
    worker.follow(known["names"][first])
    worker.heads(known["names"][first])
    worker.press("Record a visit")
    fill_visit(worker, [first, second])
    worker.press("Check what it does")
    worker.heads("Check the visit before you save it")
    worker.reads("Counts")
    worker.reads("30 Nov 2026")
    worker.press("Save 2 records")
    worker.reads("It is recorded")

    worker.go("/?part=later")
    assert "30 Nov 2026" in owed(worker, first)
    manager.go(team)
    assert "30 Nov 2026" in owed(manager, first)
    worker.go(f"/children/{first}/")
    worker.reads("Due 30 November 2026")
    worker.go(f"/children/{second}/timeline/")
    worker.reads("16 Nov 2026")


@each_kind
def test_a_disclosure_in_a_call_makes_the_tier_high_and_immediate_at_once(
    kind: str, walk: Walks, begun_again: Site
) -> None:
    child = begun_again.known["own"][7]
    worker = walk(begun_again, "social_worker", kind)
    worker.go(f"/children/{child}/")
    worker.press("Record a call")
    fill_call(worker, "Disclosure")
    worker.press("Check what it does")
    worker.reads("High and immediate")
    worker.press("Save the record")
    worker.reads("The tier is now High and immediate")
    worker.go("/")
    assert "High and immediate" in worker.row(begun_again.known["names"][child])
    worker.go(f"/children/{child}/")
    worker.heads("High and immediate")


@each_kind
def test_a_refused_visit_is_recorded_with_its_reason_and_counts_for_nothing(
    kind: str, walk: Walks, begun_again: Site
) -> None:
    child = begun_again.known["own"][3]
    worker = walk(begun_again, "social_worker", kind)
    worker.go(f"/children/{child}/visits/new/")
    fill_when(worker)
    choose(worker, "What came of it?", "The family refused it")
    choose(worker, "How was it made?", "In person")
    worker.press("Check what it does")
    worker.reads("Say what happened, and why")
    worker.main.get_by_label("What happened, and why?").fill(
        "Father did not open, and said go away."
    )
    worker.reads("Enter by when the visit is tried again")
    fill_date(worker, "Next attempt by", "18", "11", "2026")
    worker.press("Check what it does")
    worker.reads("Does not count")
    worker.press("Save the record")
    worker.reads("Father did not open")
    worker.reads("Next attempt by")


@each_kind
def test_a_correction_is_appended_and_the_first_version_is_kept(
    kind: str, walk: Walks, begun_again: Site
) -> None:
    known = begun_again.known
    worker = walk(begun_again, "social_worker", kind)
    worker.go(f"/children/{known['visited']}/visits/{known['visit']}/")
    worker.press("Correct the record")
    worker.main.get_by_label("Why do you correct the record?").fill("He was not seen alone.")
    choose(worker, f"Was {known['names'][known['visited']]} seen alone?", "No")
    worker.press("Check what it does")
    worker.reads("He was not seen alone.")
    worker.press("Save the correction")
    worker.reads("The record is corrected")
    worker.reads("Every version")
    worker.go(f"/children/{known['visited']}/visits/{known['visit']}/")
    worker.reads("This version no longer holds")


@each_role(["personal_adviser", "fostering_social_worker", "iro"], [*KINDS])
def test_others_who_see_children_have_a_day_and_record_from_it(
    role: str, kind: str, walk: Walks, begun_again: Site
) -> None:
    person = walk(begun_again, role, kind)
    person.menu("My day")
    person.heads("My day")
    child = person.main.get_by_role("rowheader").get_by_role("link").first
    name = child.inner_text()
    person.follow(name)
    person.heads(name)
    person.press("Record a contact")
    fill_when(person)
    choose(person, "Who was in contact?", "Somebody of another agency")
    choose(person, "By what means?", "By phone")
    person.main.get_by_label("Which agency, and who?").fill("Riverside School")
    person.main.get_by_label("What was said or seen?").fill("Present every day this week.")
    person.press("Check what it does")
    person.menu("Account")
    person.reads("Who acts for you")
