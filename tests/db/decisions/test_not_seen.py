"""A child not seen by the worker, then by anyone, climbs the policy's ladder; each rung to its end."""

from datetime import timedelta
from pathlib import Path

import decision_made as d
import pytest
import visit_made as v
import web_made as made
from child_made import text

from doorstep.vocabulary import Needed, Role, VisitType
from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import CaseNote
from doorstep.web.decisions import queries
from doorstep.web.policies.queries import stack
from doorstep.workflow import RefusedError

PACK = "unseen-by-worker-or-anyone"
BY_WORKER, BY_ANYONE = f"{PACK}/seen_by_worker", f"{PACK}/seen_by_anyone"
FIRST, SECOND = f"{PACK}/manager_decides", f"{PACK}/strategy_discussion"
POLICIES = Path(__file__).parents[2] / "policies"


@pytest.fixture
def who(settings):
    settings.PACKS = str(POLICIES)
    settings.CLOCK = made.AT.isoformat()
    made.adopt((PACK, made.TODAY - timedelta(300)))
    return {role: made.access(user) for role, user in d.people().items()}


def unseen(days):
    """Return a child in need whom nobody has seen since so many days before the plan began."""
    kind = made.EpisodeKind.CHILD_IN_NEED_PLAN
    return made.store(made.case("C1", kind=kind, since=made.TODAY - timedelta(days), seen=()))[0]


def owed(child):
    return {row.duty: row.status for row in child.obligations.all()}


def test_the_day_after_four_weeks_the_first_rung_is_overdue_and_after_six_the_second(who):
    child = unseen(29)
    assert owed(child) == {BY_WORKER: "overdue", BY_ANYONE: "upcoming"}

    child = unseen(43)
    assert owed(child) == {BY_WORKER: "overdue", BY_ANYONE: "overdue"}


def test_each_duty_names_its_procedure_and_who_it_is_for_may_begin_it(who):
    child, adopted = unseen(43), stack()
    assert [adopted.by_id[duty].procedure for duty in (BY_WORKER, BY_ANYONE)] == [FIRST, SECOND]

    opens = {
        role: {p.id for p in queries.may_open(child, by, adopted, on=by.on)}
        for role, by in who.items()
    }
    assert opens[Role.SOCIAL_WORKER] == {FIRST}
    assert opens[Role.TEAM_MANAGER] == {FIRST, SECOND}
    assert opens[Role.IRO] == set()


def test_the_page_offers_beginning_what_each_duty_calls_for(sign_in, who):
    unseen(43)
    tom = sign_in(User.objects.get(pk=who[Role.TEAM_MANAGER].user_id))
    page = tom.get("/children/C1/decisions/")

    said = text(page)
    assert "The step at four weeks, the manager decides" in said
    assert "The step at six weeks, a strategy discussion" in said
    assert "Not seen by anyone for six weeks" in said


def test_the_first_rung_is_walked_until_the_child_is_seen(who):
    child = unseen(29)
    her, tom = who[Role.SOCIAL_WORKER], who[Role.TEAM_MANAGER]
    rung = d.opened(child, her, FIRST)
    with pytest.raises(RefusedError, match="say: reason"):
        d.do(rung, "submit", her)
    d.do(rung, "submit", her, told={Needed.REASON: "They were away."})
    with pytest.raises(RefusedError, match="Only team manager"):
        d.do(rung, "decide", her, told={Needed.NEXT_STEP: "At school."})
    d.do(rung, "decide", tom, told={Needed.NEXT_STEP: "Seen at school on Monday."})
    assert CaseNote.objects.get(child=child).record == "case_management_decision"
    assert owed(child)[BY_WORKER] == "overdue"

    v.record(child, v.report(made.TODAY), by=her)
    done = d.do(rung, "visit", her, told={Needed.OUTCOME: "Seen at school."})
    assert done.step == "seen"
    assert "overdue" not in owed(child).values()


def test_still_unseen_it_goes_on_to_the_second_rung_and_that_to_its_end(who):
    child = unseen(43)
    her, tom = who[Role.SOCIAL_WORKER], who[Role.TEAM_MANAGER]
    first = d.opened(child, her, FIRST)
    d.do(first, "submit", her, told={Needed.REASON: "Nobody opens."})
    d.do(first, "decide", tom, told={Needed.NEXT_STEP: "An unannounced visit."})
    d.do(first, "escalate", tom, told={Needed.REASON: "Nobody opens again."})

    with pytest.raises(RefusedError, match="opened by team manager"):
        d.opened(child, her, SECOND)
    second = d.opened(child, tom, SECOND)
    with pytest.raises(RefusedError, match="Nobody can agree"):
        d.do(second, "agree", tom, told={Needed.PEOPLE: "Police", Needed.ACTIONS: "A visit"})
    d.do(second, "call", tom, told={Needed.PEOPLE: "Police and school"})
    with pytest.raises(RefusedError, match="say: actions"):
        d.do(second, "agree", tom, told={Needed.PEOPLE: "Police and school"})
    told = {Needed.PEOPLE: "Police and school", Needed.ACTIONS: "A joint visit today."}
    done = d.do(second, "agree", tom, told=told)

    assert done.step == "actions_agreed"
    assert "A joint visit today." in CaseNote.objects.get(record="minutes").text
    assert owed(child) == {BY_WORKER: "overdue", BY_ANYONE: "overdue"}


def test_a_health_visitor_who_saw_the_child_stops_the_second_rung_only(who):
    child = unseen(43)
    said = v.report(
        made.TODAY,
        visit_type=VisitType.OTHER_AGENCY,
        role=Role.OTHER_AGENCY,
        agency="health visitor",
    )
    v.record(child, said, by=who[Role.SOCIAL_WORKER])

    assert owed(child) == {BY_WORKER: "overdue", BY_ANYONE: "upcoming"}
