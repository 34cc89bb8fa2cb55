"""Pages that few ever see: refused, guessed, changed meanwhile, out of date, broken."""

from collections.abc import Callable

import pytest
from browser.filling import choose
from browser.running_site import Site
from browser.walk import KINDS, TIME, Walk
from playwright.sync_api import expect

Walks = Callable[..., Walk]


def well_made(walk: Walk, status: int) -> None:
    """Hold that a page was answered so, and that nothing is wrong with it."""
    assert walk.status == status
    assert walk.faults() == []


def test_a_wrong_password_is_said_and_after_five_the_name_is_locked(
    walk: Walks, begun_again: Site
) -> None:
    somebody = walk(begun_again)
    for _ in range(5):
        somebody.page.goto(f"{begun_again.address}/account/login/")
        somebody.page.get_by_label("Username").fill("often.guessed")
        somebody.page.get_by_label("Password").fill("not the password")
        with somebody.page.expect_navigation():
            somebody.page.get_by_role("button", name="Sign in", exact=True).click()
        if somebody.status == 200:
            somebody.reads("There is a problem")
            assert somebody.faults() == []
    well_made(somebody, 429)
    somebody.reads("Too many")


def test_a_form_whose_token_is_gone_says_so(walk: Walks, begun_again: Site) -> None:
    somebody = walk(begun_again, "social_worker")
    somebody.go("/search/")
    somebody.context.clear_cookies(name="csrf")
    somebody.main.get_by_label("Find a child").fill("rowntree")
    with somebody.page.expect_navigation():
        somebody.main.get_by_role("button", name="Search").click()
    well_made(somebody, 403)


@pytest.mark.parametrize("kind", KINDS)
def test_who_changes_what_was_changed_meanwhile_sees_both_versions_and_chooses(
    kind: str, walk: Walks, begun_again: Site
) -> None:
    known = begun_again.known
    path = f"/views/{known['view']}/"
    one, other = (walk(begun_again, known["manager"], kind) for _ in range(2))
    one.go(path)
    other.go(path)
    one.main.get_by_label("Name of the view").fill("What is late")
    one.press("Save")
    other.main.get_by_label("Name of the view").fill("Behind")
    with other.page.expect_navigation():
        other.main.get_by_role("button", name="Save").click()
    well_made(other, 409)
    other.reads("What is late")
    other.reads("Behind")
    other.main.get_by_role("button").first.click()
    other.page.wait_for_url("**/views/")
    other.reads("Behind")


def test_a_record_corrected_by_two_keeps_the_first_correction_until_the_second_chooses(
    walk: Walks, begun_again: Site
) -> None:
    known = begun_again.known
    path = f"/children/{known['visited']}/visits/{known['visit']}/correct/"
    worker, manager = walk(begun_again, "social_worker"), walk(begun_again, known["manager"])
    for each, alone in ((worker, "No"), (manager, "Not recorded")):
        each.go(path)
        each.main.get_by_label("Why do you correct the record?").fill(f"Seen alone: {alone}.")
        choose(each, f"Was {known['names'][known['visited']]} seen alone?", alone)
        each.press("Check what it does")
    worker.press("Save the correction")
    with manager.page.expect_navigation():
        manager.main.get_by_role("button", name="Save the correction").click()
    well_made(manager, 409)
    manager.press("Correct it with what I wrote")


def test_answers_of_another_day_are_said_to_be_old(walk: Walks, begun_again: Site) -> None:
    begun_again.run("UPDATE caseload_answer SET as_at = '2026-11-12'")
    worker = walk(begun_again, "social_worker")
    worker.reads("These answers may be out of date")
    well_made(worker, 200)
    manager = walk(begun_again, begun_again.known["manager"])
    manager.go(f"/teams/{begun_again.known['team']}/")
    manager.reads("These answers may be out of date")
    well_made(manager, 200)


def test_where_nothing_is_adopted_the_pages_say_so(walk: Walks, begun_again: Site) -> None:
    begun_again.run("DELETE FROM policies_adoptedpack")
    worker = walk(begun_again, "social_worker")
    worker.go("/policy/")
    worker.reads("No policy")
    well_made(worker, 200)
    worker.go(f"/children/{begun_again.known['own'][1]}/")
    well_made(worker, 200)
    lead = walk(begun_again, "practice_lead")
    lead.go("/administration/policies/")
    well_made(lead, 200)


def test_a_fault_of_the_site_is_said_without_a_trace(walk: Walks, begun_again: Site) -> None:
    worker = walk(begun_again, "social_worker")
    begun_again.run("ALTER TABLE caseload_obligation RENAME TO out_of_reach")
    worker.page.goto(f"{begun_again.address}/")
    well_made(worker, 500)
    expect(worker.main).not_to_contain_text("caseload", timeout=TIME)
    begun_again.run("ALTER TABLE out_of_reach RENAME TO caseload_obligation")
    worker.go("/")


def test_who_signs_out_is_out_and_comes_back_to_the_page_they_asked_for(
    walk: Walks, fresh: Site
) -> None:
    worker = walk(fresh, "social_worker")
    with worker.page.expect_navigation():
        worker.page.get_by_role("region", name="Signed in").get_by_role("button").click()
    worker.look(whole=True)
    worker.go("/policy/")
    worker.heads("Sign in")
    worker.page.get_by_label("Username").fill(fresh.known["people"]["social_worker"])
    worker.page.get_by_label("Password").fill(fresh.known["password"])
    worker.press("Sign in")
    worker.heads("Policy")
