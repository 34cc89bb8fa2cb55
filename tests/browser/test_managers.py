"""The days of those who answer for others' work: teams, localities, restricted records, deputies."""

from collections.abc import Callable

import pytest
from browser.filling import fill_date
from browser.running_site import Site
from browser.walk import DESK, TIME, Walk, each_role
from playwright.sync_api import expect

Walks = Callable[..., Walk]
# At a desk, mostly; the long form asks for phones too, as the workers' tests always do.
each_kind = pytest.mark.parametrize("kind", DESK)


def to_the_team(person: Walk) -> None:
    """Go to the list of the worker's team by the menu."""
    person.menu("Teams")
    person.heads("Teams")
    person.follow(person.site.known["team_name"])
    person.heads(person.site.known["team_name"])


@each_kind
def test_a_team_manager_narrows_the_list_saves_it_shares_it_and_takes_it_out(
    kind: str, walk: Walks, begun_again: Site
) -> None:
    known = begun_again.known
    manager = walk(begun_again, known["manager"], kind)
    to_the_team(manager)
    manager.main.locator("summary", has_text="Filter").click()
    manager.main.get_by_label("Worker", exact=True).select_option(label=known["worker_name"])
    manager.main.get_by_label("Due", exact=True).select_option(label="Overdue")
    manager.press("Apply")
    assert "when=overdue" in manager.path
    manager.reads(known["worker_name"])
    said = manager.download("Export as CSV")
    assert said.lstrip("\ufeff").startswith('"name","child_id"')
    assert known["worker_name"] in said
    manager.follow("Save this view")
    manager.main.get_by_label("Name of the view").fill("Overdue of one worker")
    manager.main.get_by_label("Who sees it").select_option(
        label=f"Everybody in {known['team_name']}"
    )
    manager.press("Save")
    manager.reads("Saved as")

    colleague = walk(begun_again, known["practice_manager_of_team"], kind)
    to_the_team(colleague)
    colleague.follow("Saved views")
    colleague.follow("Overdue of one worker")
    assert "when=overdue" in colleague.path


@each_kind
def test_a_team_manager_sees_the_workload_and_explains_a_blind_spot(
    kind: str, walk: Walks, begun_again: Site
) -> None:
    known = begun_again.known
    manager = walk(begun_again, known["manager"], kind)
    to_the_team(manager)
    manager.follow("Workload")
    manager.reads(known["worker_name"])
    manager.follow("Blind spots", within=manager.main.get_by_role("navigation"))
    manager.reads("Balances")
    manager.go(f"/blind-spots/{known['spots'][0][0]}/{known['spots'][0][1]}/")
    manager.press("Explain")
    manager.reads("Enter why this stands for now")
    manager.main.get_by_label("Why this stands for now").fill("The network was down for two days.")
    fill_date(manager, "Until when", "30", "11", "2026")
    manager.press("Explain")
    manager.reads("Explained until 30 Nov 2026")
    manager.go(f"/blind-spots/{known['spots'][0][0]}/{known['spots'][0][1]}/")
    manager.press("Take it back")


@each_kind
def test_a_head_of_service_restricts_a_record_and_a_worker_opens_it_in_an_emergency(
    kind: str, walk: Walks, begun_again: Site
) -> None:
    known = begun_again.known
    head, child = walk(begun_again, "head_of_service", kind), known["own"][3]
    name = known["names"][child]
    head.menu("Teams")
    head.follow("All of Eastmarch")
    head.go(f"/children/{child}/")
    head.follow("Restrict", within=head.page.get_by_role("navigation", name="Parts of the record"))
    head.main.get_by_label("Why is the record restricted?").fill("A colleague is related.")
    head.press("Restrict the record")
    head.reads("Select at least one person")
    head.main.get_by_label(", you").check()
    head.press("Restrict the record")
    head.reads("The record is open to the people named")

    worker = walk(begun_again, "social_worker", kind)
    worker.reads("restricted to named people")
    expect(worker.main).not_to_contain_text(name)
    worker.page.goto(f"{begun_again.address}/children/{child}/")
    worker.heads("Page not found")
    worker.go("/break-glass/")
    worker.main.get_by_label("Child’s number").fill(child)
    worker.main.get_by_label("Why must you open this record now?").fill(
        "The police are at the door and ask where the child is."
    )
    worker.press("Open the record")
    worker.heads(name)
    worker.reads("You broke the glass to open this record")
    worker.reads("until 16 Nov 2026 at 1.30pm")

    auditor = walk(begun_again, "auditor", kind)
    auditor.menu("Audit")
    auditor.follow("Break", within=auditor.main.get_by_role("navigation"))
    auditor.go("/audit/break-glass/2/")
    auditor.reads("The police are at the door")
    auditor.press("I have looked at this opening")


@each_kind
def test_a_deputy_works_for_the_manager_and_every_page_says_for_whom(
    kind: str, walk: Walks, begun_again: Site
) -> None:
    known = begun_again.known
    deputy = walk(begun_again, known["deputy"], kind)
    expect(deputy.page.get_by_role("region", name="Signed in")).to_contain_text(
        f"team manager for {known['acts_for']}", timeout=TIME
    )
    deputy.menu("Teams")
    deputy.follow(known["acts_for_team"])
    deputy.heads(known["acts_for_team"])
    deputy.menu("Account")
    deputy.reads(known["acts_for"])


@each_role(
    ["practice_manager", "quality_and_review_manager", "senior_manager", "safeguarding_manager"],
    DESK,
)
def test_others_who_answer_for_work_go_from_figures_to_a_child_and_who_read_the_record(
    role: str, kind: str, walk: Walks, fresh: Site
) -> None:
    manager = walk(fresh, role, kind)
    manager.menu("Teams")
    manager.follow("Whole authority" if role != "practice_manager" else "Help and Protection")
    manager.main.get_by_role("list").get_by_role("link", name="overdue").first.click()
    manager.page.wait_for_url("**when=overdue**")
    manager.look()
    child = manager.main.get_by_role("rowheader").get_by_role("link").first
    manager.follow(child.inner_text())
    manager.follow(
        "Who has read this", within=manager.page.get_by_role("navigation", name="Parts of")
    )
    manager.heads("Who has read this record")
    manager.menu("Policy")
    manager.reads("Adopted packs")
