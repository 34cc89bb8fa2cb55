"""LAN-2 and LAN-3 on the child protection template, by six people at their browsers; and the refusals."""

import re
from collections.abc import Callable

import pytest
from browser.filling import choose, fill_date
from browser.running_site import Site
from browser.walk import TIME, Walk
from playwright.sync_api import expect

Walks = Callable[..., Walk]
PLAN = "Risk assessment and visiting plan"
TELL = {
    "Who took part?": "The IRO and the practice manager.",
    "By what means?": "By video call.",
    "Outcome": "The IRO wants to see the child at home each week.",
    "Next step": "The next stage by Friday.",
}


class Six:
    """The people who decide about one child, each at a browser of their own."""

    def __init__(self, walk: Walks, site: Site) -> None:
        known = site.known
        self.walk, self.site, self.child = walk, site, known["child_to_plan"]
        self.names = {
            "worker": "social_worker",
            "manager": known["practice_manager_of_team"],
            "iro": "iro",
            "reviewer": "quality_and_review_manager",
            "senior": "senior_manager",
            "head": known["head_of_service_near"],
        }
        self.page = ""

    def __getattr__(self, who: str) -> Walk:
        """Sign somebody in when they are first needed."""
        found = self.walk(self.site, self.__dict__["names"][who])
        setattr(self, who, found)
        return found

    def do(self, who: Walk, button: str, sure: str, **told: str) -> None:
        """Do one thing on the decision's page as somebody finds it: press, tell, confirm."""
        who.go(self.page)
        who.press(button)
        for label, words in told.items():
            who.main.get_by_label(label, exact=True).fill(words)
        who.press(sure)

    def rung(self, who: Walk, button: str, at: str) -> None:
        """Record what a stage of the dispute came to."""
        self.do(who, button, button, **TELL)
        who.reads(at)


@pytest.fixture
def six(walk: Walks, begun_again: Site) -> Six:
    return Six(walk, begun_again)


def begin(six: Six) -> None:
    """Begin the plan, rate the child, and write the plan."""
    worker = six.worker
    worker.go(f"/children/{six.child}/decisions/")
    worker.follow(PLAN)
    worker.press("Begin")
    six.page = worker.path.removesuffix("write/")
    rate(six)
    worker.go(f"{six.page}write/")
    worker.reads("From the record")
    fill_plan(worker)


def rate(six: Six) -> None:
    worker = six.worker
    worker.follow("RAG rating of a child on a child protection plan")
    for question in ("Why is this child", "How do these risks", "Which other services"):
        worker.main.get_by_label(re.compile(question)).first.fill("The house was unsafe in spring.")
    for question in ("To what extent will", "What is the current"):
        worker.main.get_by_label(re.compile(question)).first.fill("A call does not show the home.")
    propose(worker)
    choose(worker, "RAG rating", "Amber")
    worker.press("Check")
    worker.press("File the form")


def propose(worker: Walk) -> None:
    worker.main.get_by_label("Every", exact=True).fill("1")
    worker.main.get_by_label("Unit").select_option(label="Weeks")
    for method in ("In person", "By video call"):
        worker.main.get_by_label(method).check()
    worker.main.get_by_label("By whom", exact=True).fill("the social worker")


def fill_plan(worker: Walk) -> None:
    for question in (
        "Why are we involved",
        "How have the risks changed",
        "Who else is supporting this family",
        "Who else is supporting this child",
        "What alternatives to direct visits",
        "Current CV19 impact",
    ):
        worker.main.get_by_label(re.compile(question)).first.fill(f"{question}: Gran helps.")
    choose(worker, "Is the child attending school?", "Yes")
    propose(worker)
    fill_date(worker, "When will the above need to be reviewed?", "4", "12", "2026")


def submit(six: Six) -> None:
    six.worker.press("Check and submit")
    six.worker.reads("Gran helps.")
    six.worker.press("Submit")
    six.worker.reads("The practice manager signs it off")


def test_a_plan_is_signed_by_two_and_changes_what_counts_at_once(six: Six) -> None:
    before = case_notes(six)
    begin(six)
    submit(six)
    six.manager.menu("Decisions")
    six.manager.reads(six.site.known["names"][six.child])
    six.do(six.manager, "Sign off", "Sign")
    six.iro.menu("Decisions")
    six.iro.reads(six.site.known["names"][six.child])
    six.do(six.iro, "Agree", "Sign")
    six.iro.reads("The plan holds until its day of review")

    worker = six.worker
    assert case_notes(six) == before + 2
    worker.go(f"/children/{six.child}/")
    worker.reads("An agreed plan of 16 November 2026 sets the interval")
    worker.go(f"/children/{six.child}/documents/")
    worker.reads("Case note: Risk assessment and visiting plan")


def case_notes(six: Six) -> int:
    """Return how many case notes of plans stand on the child's timeline."""
    six.worker.go(f"/children/{six.child}/timeline/?kind=note")
    return six.worker.main.get_by_text(re.compile("^Case note: Risk assessment")).count()


def test_a_dispute_goes_up_all_four_rungs_and_comes_back_to_agreement(six: Six) -> None:
    begin(six)
    submit(six)
    six.do(six.manager, "Sign off", "Sign")
    six.do(six.iro, "Disagree", "Disagree", Reason="The risk is too high for video.")
    six.iro.reads("The IRO talks with the social worker or the practice manager")
    up = "Take to the next stage"
    six.rung(six.iro, up, "Meeting of practice manager, IRO, team manager")
    six.senior.go("/decisions/disputes/")
    six.senior.reads(six.site.known["names"][six.child])
    six.rung(six.reviewer, up, "The senior manager and the safeguarding manager")
    six.rung(six.senior, up, "Formal resolution to be recorded and sent")
    six.rung(six.iro, "Send", "Formal resolution sent to the Head of Service and the district")
    settled = "Record that it is settled"
    six.rung(six.head, settled, "The IRO scrutinises plan and risks")
    six.do(six.iro, "Agree", "Sign")

    six.worker.go(six.page)
    for words in ("Taken to the next stage", "Sent", "Settled", "By video call."):
        six.worker.reads(words)
    six.worker.go(f"/children/{six.child}/timeline/?kind=note")
    six.worker.reads("Formal resolution")
    six.worker.reads("head of service, district")


def test_what_the_policy_does_not_let_is_refused_on_the_server(six: Six, walk: Walks) -> None:
    six.worker = walk(six.site, six.site.known["both_roles"])  # a worker and a manager at once
    begin(six)
    submit(six)
    worker, iro = six.worker, six.iro
    worker.reads("Nobody signs their own work")
    refused(worker, six, "sign_off", "Nobody signs their own work")
    for who, action in ((iro, "sign_off"), (iro, "escalate"), (iro, "agree")):
        refused(who, six, action)
    worker.go(six.page)
    worker.reads("Practice manager")  # it still waits for them

    six.do(six.manager, "Sign off", "Sign")
    worker.page.goto(f"{six.site.address}{six.page}write/")
    worker.complaints.taken()
    expect(worker.page.get_by_role("button", name="Check and submit")).to_have_count(0)
    refused(worker, six, "submit")
    refused(six.manager, six, "agree")


SENT = """async (address) => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const version = document.querySelector("[name=version]")?.value ?? "2";
  const told = new URLSearchParams({csrfmiddlewaretoken: token, version, client_id: crypto.randomUUID()});
  return (await fetch(address, {method: "POST", body: told})).status;
}"""


NOT_OPEN = re.compile(r"Only .+ may .+ here, not|Nobody can .+ in the step")


def refused(who: Walk, six: Six, action: str, because: str | re.Pattern[str] = NOT_OPEN) -> None:
    """Try an action that is not open to somebody, by its address and by a form of one's own making."""
    address = f"{six.site.address}{six.page}do/{action}/"
    who.page.goto(address)
    who.complaints.taken()
    expect(who.main).to_contain_text(because, timeout=TIME)
    was = who.main.get_by_role("list").first.inner_text()
    assert who.page.evaluate(SENT, address) in (200, 409)
    who.complaints.taken()
    who.page.goto(f"{six.site.address}{six.page}")
    who.complaints.taken()
    assert who.main.get_by_role("list").first.inner_text() == was
