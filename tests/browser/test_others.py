"""The days of partners, the front door, analysts, practice leads, administrators and auditors."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from browser.filling import choose, fill_date, fill_when
from browser.running_site import Site
from browser.walk import DESK, TIME, Walk, each_role
from playwright.sync_api import expect

Walks = Callable[..., Walk]
# At a desk, mostly; the long form asks for phones too, as the workers' tests always do.
each_kind = pytest.mark.parametrize("kind", DESK)


@each_kind
def test_the_front_door_finds_a_child_whose_name_was_heard_wrong(
    kind: str, walk: Walks, fresh: Site
) -> None:
    person = walk(fresh, "front_door", kind)
    name = fresh.known["names"][fresh.known["own"][1]]
    wrong = name.replace("Rowntree", "Rowntrie").replace("Mohammed", "Mohamed")
    assert wrong != name
    person.menu("Search")
    box = person.main.get_by_label("Find a child by name")
    if kind == "without JavaScript":
        box.fill(wrong)
        person.press("Search")
    else:
        box.fill(wrong[:-1])
        last = wrong.split()[
            -1
        ]  # the last answer is waited for: it takes the place of those before
        with person.page.expect_response(lambda r: last in (r.request.post_data or "")):
            box.press_sequentially(wrong[-1])
        person.reads(name)
    assert wrong.split()[0] not in person.page.url
    person.follow(name)
    person.heads(name)


@each_role(["education_safeguarding_lead", "virtual_school"], DESK)
def test_a_partner_finds_a_child_and_records_what_the_school_saw(
    role: str, kind: str, walk: Walks, begun_again: Site
) -> None:
    person = walk(begun_again, role, kind)
    child = begun_again.known["own"][4]
    person.menu("Search")
    person.main.get_by_label("Find a child by name").fill(child)
    person.press("Search")
    person.follow(begun_again.known["names"][child])
    person.press("Record a contact")
    fill_when(person)
    choose(person, "Who was in contact?", "Somebody of another agency")
    choose(person, "By what means?", "In person")
    person.main.get_by_label("Which agency, and who?").fill("Riverside School, Ms Adeyemi")
    person.main.get_by_label("What was said or seen?").fill("In class every day.")
    person.press("Check what it does")
    person.press("Save the record")
    person.reads("Riverside School")


@each_kind
def test_a_performance_analyst_takes_the_whole_list_out(
    kind: str, walk: Walks, fresh: Site
) -> None:
    person = walk(fresh, "performance_analyst", kind)
    person.menu("Teams")
    person.follow("Whole authority")
    said = person.download("Export as CSV")
    assert said.count("\n") > 150
    person.follow("Print the whole list")
    person.go("/workload/?list=authority")


@each_kind
def test_a_practice_lead_reads_the_policy_of_a_day_and_adopts_a_pack(
    kind: str, walk: Walks, begun_again: Site
) -> None:
    person = walk(begun_again, "practice_lead", kind)
    person.menu("Policy")
    day = person.main.get_by_role("group").first
    for part, number in (("Day", "1"), ("Month", "6"), ("Year", "2021")):
        day.get_by_label(part).fill(number)
    person.press("Show")
    person.heads("In force on 1 Jun 2021")
    expect(person.main).not_to_contain_text("Service Delivery Protocol 2020")
    person.menu("Administration")
    person.follow("Policies")
    person.press("Adopt a pack")
    person.main.get_by_role("group", name="Pack").get_by_role("radio").first.check()
    fill_date(person, "From", "1", "12", "2026")
    person.main.get_by_label("Decided by").fill("Director of Children’s Services")
    person.press("See what changes")
    if "There is a problem" in person.main.inner_text():
        person.main.get_by_role("group", name="Pack").get_by_role("radio").last.check()
        person.press("See what changes")
    person.heads("Adopt this pack?")
    person.press("Adopt")
    person.reads("is adopted from 1 Dec 2026")


@each_kind
def test_an_administrator_adds_a_person_who_then_signs_in(
    kind: str, walk: Walks, begun_again: Site
) -> None:
    person = walk(begun_again, "administrator", kind)
    person.menu("Administration")
    person.follow("People")
    person.press("Add a person")
    person.main.get_by_label("Full name").fill("Robin Newby")
    person.main.get_by_label("Username").fill("robin.newby")
    person.press("Add")
    person.reads("is added")
    person.press("Give a role")
    person.main.get_by_label("Role").select_option(label="Front door")
    person.main.get_by_label("Where").select_option(label="Whole authority")
    fill_date(person, "First day", "16", "11", "2026")
    person.press("Give the role")
    person.reads("Front door")
    person.press("Make a link to set a password")
    person.press("Make the link")
    link = urlsplit(person.main.locator("code").inner_text())

    newcomer = walk(begun_again, kind=kind)
    newcomer.go(link.path)
    newcomer.press("Set the password")
    for box in newcomer.main.locator("input[type=password]").all():
        box.fill("three words apart 2026")
    newcomer.press("Set the password")
    newcomer.page.goto(f"{begun_again.address}/account/login/")
    newcomer.page.get_by_label("Username").fill("robin.newby")
    newcomer.page.get_by_label("Password").fill("three words apart 2026")
    newcomer.press("Sign in")
    expect(newcomer.page.get_by_role("region", name="Signed in")).to_contain_text(
        "Robin Newby (front door)", timeout=TIME
    )


@each_kind
def test_an_administrator_sets_a_deputy_and_makes_a_team(
    kind: str, walk: Walks, begun_again: Site
) -> None:
    person = walk(begun_again, "administrator", kind)
    person.menu("Administration")
    person.follow("Deputies")
    person.press("Set a deputy")
    for label, index in (("For whom", 1), ("Who will act", 2)):
        person.main.get_by_label(label).select_option(index=index)
    fill_date(person, "First day", "17", "11", "2026")
    fill_date(person, "Until before", "24", "11", "2026")
    person.press("Set the deputy")
    person.menu("Administration")
    person.follow("Teams")
    person.press("Add a team")
    person.main.get_by_label("Name").fill("Edge of Care (Wolderby)")
    person.press("Add")
    person.reads("Edge of Care (Wolderby)")


@each_kind
def test_an_auditor_finds_who_read_a_record_takes_it_away_and_checks_the_log(
    kind: str, walk: Walks, begun_again: Site
) -> None:
    child = begun_again.known["visited"]
    worker = walk(begun_again, "social_worker")
    worker.go(f"/children/{child}/")
    person = walk(begun_again, "auditor", kind)
    person.menu("Audit")
    person.main.get_by_label("Child’s id").fill(child)
    person.press("Apply")
    person.reads(begun_again.known["worker_name"])
    person.follow("Take these events away")
    assert child in person.download("Take as CSV", role="button")
    person.go("/audit/state/")
    person.press("Check the log now")
    person.reads("The log is whole")
