"""What waits for whom: queues by age, drafts, what was sent, disputes, reading one after another."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import decision_made as d
import pytest
import web_made as made
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from doorstep.facts import Involvement
from doorstep.vocabulary import Action, Needed, Role
from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import Child, Restriction
from doorstep.web.decisions.models import Decision, Done
from doorstep.web.decisions.queries import drafts_of, waiting_for
from doorstep.web.decisions.reminding import Reminder, reminder

SignIn = Callable[[User], Client]
FORM = "lancashire-2020/visiting_plan_cp"
MINE = "/decisions/"
NO_LONGER = {Needed.REASON: "the risk is too high"}


@pytest.fixture(autouse=True)
def people() -> dict[Role, User]:
    made.adopt(d.LANCASHIRE)
    return d.people()


@pytest.fixture
def open_as(people: dict[Role, User], sign_in: SignIn) -> Callable[[Role], Client]:
    return lambda role: sign_in(people[role])


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def hidden(response: Any) -> dict[str, str]:
    found = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode()
    )
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def children(*names: str) -> list[Child]:
    iro = Involvement("I1", made.TODAY - timedelta(60), worker="Ines Ferrar", role="IRO")
    return made.store(*(made.case(name, involvements=(iro,)) for name in names))


def submitted(people: dict[Role, User], child: Child, *, days_ago: int = 0) -> Decision:
    worker = made.access(people[Role.SOCIAL_WORKER], at=made.AT - timedelta(days_ago))
    d.rated(child, worker)
    decision = d.opened(child, worker, form=FORM)
    return d.do(decision, "submit", worker, answers=d.answers(d.paper(FORM)))


def test_what_waits_stands_by_age_with_who_sent_it(open_as, people) -> None:
    one, two = children("C1", "C2")
    submitted(people, two, days_ago=1)
    submitted(people, one, days_ago=3)

    said = text(open_as(Role.PRACTICE_MANAGER).get(MINE))

    assert "Waiting for you (2)" in said
    assert said.index("Child C1") < said.index("Child C2")
    assert "Noor Calloway" in said
    assert "Read and sign 2 decisions" in said


def test_what_somebody_could_only_withdraw_does_not_wait_for_them(open_as, people) -> None:
    submitted(people, *children("C1"))

    said = text(open_as(Role.SOCIAL_WORKER).get(MINE))

    assert "Nothing waits for you" in said
    assert "Open, sent by you (1)" in said
    sent = text(open_as(Role.SOCIAL_WORKER).get(f"{MINE}?part=sent"))
    assert "Child C1" in sent
    assert "Practice manager" in sent


def test_drafts_and_what_was_sent_back(open_as, people) -> None:
    (child,) = children("C1")
    decision = submitted(people, child)
    manager = made.access(people[Role.PRACTICE_MANAGER])
    d.do(decision, "return", manager, told={Needed.REASON: "too little is said"})

    client = open_as(Role.SOCIAL_WORKER)

    assert "Child C1" in text(client.get(f"{MINE}?part=drafts"))
    assert "sent back" in text(client.get(f"{MINE}?part=drafts"))
    said = text(client.get("/"))
    assert "1 draft" in said
    assert "sent back to you with a reason" in said


def test_my_day_says_what_waits_to_whoever_has_children_or_none(open_as, people) -> None:
    (child,) = children("C1")
    decision = submitted(people, child, days_ago=2)
    Decision.objects.update(due_at=made.AT - timedelta(hours=3))

    said = text(open_as(Role.PRACTICE_MANAGER).get("/"))
    assert "Waiting for you to decide or sign" in said
    assert "1 decision</a>, 1 overdue" in said
    assert "Overdue by 1 day" in text(open_as(Role.PRACTICE_MANAGER).get(MINE))

    d.do(decision, "sign_off", made.access(people[Role.PRACTICE_MANAGER]))
    assert "Waiting for you" not in text(open_as(Role.PRACTICE_MANAGER).get("/"))
    assert "Waiting for you to decide or sign" in text(open_as(Role.IRO).get("/"))


def test_the_reminder_costs_two_queries_and_one_where_nothing_waits(people) -> None:
    submitted(people, *children("C1"))
    access = made.access(people[Role.PRACTICE_MANAGER])
    reminder(access)  # which records are restricted is asked once in a request

    with CaptureQueriesContext(connection) as asked:
        assert reminder(access) == Reminder(waiting=1)

    assert len(asked) == 2
    nobody = made.access(made.person(worker_id="W77"))
    reminder(nobody)
    with CaptureQueriesContext(connection) as asked:
        assert reminder(nobody) == Reminder()
    assert len(asked) == 1


def test_a_list_costs_the_same_however_long_it_is(open_as, people) -> None:
    client = open_as(Role.PRACTICE_MANAGER)
    numbers = []
    for name in ("C1", "C2", "C3"):
        submitted(people, *children(name))
        client.get(MINE)
        with CaptureQueriesContext(connection) as asked:
            client.get(MINE)
        numbers.append(len(asked))

    assert numbers[0] == numbers[-1] <= 16


def test_the_list_is_shown_page_by_page(open_as, people, settings) -> None:
    settings.ROWS_ON_A_PAGE = 1
    for child in children("C1", "C2"):
        submitted(people, child)
    client = open_as(Role.PRACTICE_MANAGER)

    first, second = text(client.get(MINE)), text(client.get(f"{MINE}?page=2"))

    assert "page 1 of 2" in first
    assert ("Child C1" in first) != ("Child C1" in second)


def test_a_restricted_child_is_counted_and_not_named(open_as, people) -> None:
    child, _ = made.store(
        made.case("C1"), made.case("C2"), names={"C1": "Canary Wharfedale", "C2": "Child C2"}
    )
    decision = submitted(people, child)
    d.do(decision, "sign_off", made.access(people[Role.PRACTICE_MANAGER]))
    Restriction.objects.create(
        child=child,
        reason="related to staff",
        start_date=made.TODAY,
        placed_by=people[Role.HEAD_OF_SERVICE],
        placed_at=made.AT,
    )
    Decision.objects.update(in_dispute=True)

    said = text(open_as(Role.HEAD_OF_SERVICE).get("/decisions/disputes/"))

    assert "Canary" not in said
    assert "1 further dispute is about children restricted" in said
    assert "No dispute is open" in said


def test_disputes_stand_by_stage_and_age_with_the_clock(open_as, people) -> None:
    iro = made.access(people[Role.IRO])
    for child, ago in zip(children("C1", "C2", "C3"), (1, 2, 3), strict=True):
        decision, then = submitted(people, child, days_ago=ago), made.AT - timedelta(ago)
        d.do(decision, "sign_off", made.access(people[Role.PRACTICE_MANAGER], at=then))
        d.do(decision, "disagree", made.access(people[Role.IRO], at=then), told=NO_LONGER)
    d.do(decision, "escalate", iro, told=d.RUNG)

    client = open_as(Role.HEAD_OF_SERVICE)
    said = text(client.get("/decisions/disputes/"))

    assert "3 disputes, the one that has run longest first" in said
    assert said.index("/C3/") < said.index("/C2/") < said.index("/C1/")
    assert "at this stage for less than a day" in said
    assert "3 days" in said
    assert "at this stage for 2 days" in said
    assert said.count("The policy sets no time") == 1
    assert "No time set" not in said
    assert "The IRO talks with the social worker or the practice manager" in said
    stage = {"stage": "The IRO talks with the social worker or the practice manager"}
    assert "2 disputes at the stage" in text(client.get("/decisions/disputes/", stage))


def test_several_are_read_one_after_another_and_signed_each_on_its_own(open_as, people) -> None:
    for child, ago in zip(children("C1", "C2", "C3"), (3, 2, 1), strict=True):
        submitted(people, child, days_ago=ago)
    client = open_as(Role.PRACTICE_MANAGER)

    first = client.get("/decisions/read/")
    assert "1 of 3: Risk assessment and visiting plan" in text(first)
    assert "About why_involved." in text(first)
    assert "You sign this as practice manager" in text(first)

    posted = hidden(first)
    second = client.post("/decisions/read/", posted, follow=True)
    assert "2 of 3" in text(second)
    assert "Child C1: Signed off." in text(second)
    assert hidden(second)["client_id"] != posted["client_id"]

    address = second.redirect_chain[-1][0]
    left = Decision.objects.get(child__child_id="C2")
    third = client.get(f"{address}&left={left.pk}")
    assert "3 of 3" in text(third)
    last = client.post(f"{address}&left={left.pk}", hidden(third), follow=True)
    assert "You signed 2 decisions and left 1 decision for later" in text(last)

    signed = Done.objects.filter(action="sign_off").values_list(
        "decision__child__child_id", "digest"
    )
    assert {name for name, _ in signed} == {"C1", "C3"}


def test_one_that_moved_on_while_it_was_read_is_shown_with_what_was_done(open_as, people) -> None:
    (child,) = children("C1")
    decision = submitted(people, child)
    client = open_as(Role.PRACTICE_MANAGER)
    posted = hidden(client.get("/decisions/read/"))
    d.do(decision, "withdraw", made.access(people[Role.SOCIAL_WORKER]), told=NO_LONGER)

    answer = client.post("/decisions/read/", posted)

    assert answer.status_code == 409
    assert "Withdrawn" in text(answer)


def test_with_nothing_to_read_it_says_so(open_as) -> None:
    assert "Nothing else waits for your signature" in text(
        open_as(Role.PRACTICE_MANAGER).get("/decisions/read/")
    )


def test_the_kinds_filter_the_list(open_as, people) -> None:
    for child in children("C1", "C2"):
        other = submitted(people, child)
    Decision.objects.filter(pk=other.pk).update(procedure="own/other", title="Something else")
    client = open_as(Role.PRACTICE_MANAGER)

    everything = text(client.get(MINE))
    plans = text(client.get(MINE, {"kind": d.PLAN}))

    assert "2 decisions" in everything
    assert "1 decision," in plans


def test_what_the_reminder_counts_is_what_the_lists_show_to_everybody(people) -> None:
    for child in children("C1", "C2", "C3"):
        submitted(people, child)
    back = submitted(people, *children("C4"))
    d.do(back, "return", made.access(people[Role.PRACTICE_MANAGER]), told=NO_LONGER)
    made.person(Role.SOCIAL_WORKER, in_team=made.team("East"))

    for user in User.objects.all():
        told, by = reminder(made.access(user)), made.access(user)
        sent_back = [row for row in drafts_of(by) if row.done.filter(action=Action.RETURN).exists()]
        assert (told.waiting, told.sent_back) == (waiting_for(by).count(), len(sent_back)), user
