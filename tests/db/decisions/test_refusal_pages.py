"""LAN-9 by page: from the refused visit to the discussion with agencies and actions, by three people."""

import re
from datetime import timedelta
from uuid import uuid4

import decision_made as d
import pytest
import visit_made as v
import web_made as made
from child_made import text

from doorstep.vocabulary import Role
from doorstep.web.caseload.models import CaseNote
from doorstep.web.decisions.models import Decision
from doorstep.web.decisions.services import save_draft

REFUSAL = "lancashire-2020/refused_visit"


@pytest.fixture
def people(settings):
    settings.CLOCK = made.AT.isoformat()
    made.adopt(d.LANCASHIRE)
    return d.people()


@pytest.fixture
def child(people):
    return d.child()


def hidden(answer):
    """Return what a page sends back beside what is typed."""
    tags = re.findall(r"<input type=\"hidden\"[^>]*>", answer.content.decode())
    pairs = [(re.search(r'name="([^"]*)"', t), re.search(r'value="([^"]*)"', t)) for t in tags]
    return {n[1]: value[1] for n, value in pairs if n and value and n[1] != "csrfmiddlewaretoken"}


def begun(client, child):
    """Return the decision begun at the door: the visit refused, its procedure opened by page."""
    told = {"came_of": "refused", "why": "Mum is afraid", f"c{child.pk}-seen": ""}
    client.post("/children/C1/visits/new/", v.posted(child, step="save", **told))
    where = "/children/C1/decisions/new/"
    client.post(where, {"procedure": REFUSAL, "form": REFUSAL, "client_id": str(uuid4())})
    return Decision.objects.get(procedure=REFUSAL)


def written(decision, by, too_high):
    draft, filled = decision.draft, d.answers(d.paper(REFUSAL), too_high=too_high)
    save_draft(
        child_id="C1", draft=draft.pk, answers=filled, version=draft.version, by=by, at=by.at
    )


def done(client, decision, action, **told):
    """Return the page after doing an action with what was told."""
    where = f"/children/C1/decisions/{decision.pk}/do/{action}/"
    sent = hidden(client.get(where))
    return client.post(where, sent | {f"told_{k}": t for k, t in told.items()}, follow=True)


def test_from_the_door_to_the_agencies_and_their_actions(sign_in, people, child):
    her, manager = sign_in(people[Role.SOCIAL_WORKER]), sign_in(people[Role.PRACTICE_MANAGER])
    decision = begun(her, child)
    assert "A visit that the family declined" in text(her.get("/children/C1/decisions/"))
    written(decision, made.access(people[Role.SOCIAL_WORKER]), "yes")
    done(her, decision, "submit")

    owed = text(manager.get("/children/C1/"))
    assert "Multi-agency strategy discussion after a refusal" in owed
    refused = text(done(manager, decision, "refer"))
    assert "There is a problem" in refused
    assert "Enter the risk rationale" in refused
    done(manager, decision, "refer", risk_rationale="Not seen for ten weeks")

    mo = sign_in(people[Role.TEAM_MANAGER])
    told = {"people": "Police and school", "means": "telephone", "outcome": "She must be seen"}
    assert "Enter the actions" in text(done(mo, decision, "discuss", **told))
    after = text(done(mo, decision, "discuss", **told, actions="Police and Noor visit at four"))
    assert "Strategy discussion held, actions agreed" in after
    assert "Police and Noor visit at four" in CaseNote.objects.get(record="minutes").text
    assert "Multi-agency strategy discussion" not in text(mo.get("/children/C1/"))


def test_it_is_not_dismissed_by_page_without_the_managers_reason(sign_in, people, child):
    her, manager = sign_in(people[Role.SOCIAL_WORKER]), sign_in(people[Role.PRACTICE_MANAGER])
    decision = begun(her, child)
    written(decision, made.access(people[Role.SOCIAL_WORKER]), "yes")
    done(her, decision, "submit")

    for action in ("decide", "close"):
        done(manager, decision, action, reason="Let us wait")
        decision.refresh_from_db()
        assert decision.step == "with_practice_manager"
    done(her, decision, "close", reason="Seen", risk_rationale="Low")
    decision.refresh_from_db()
    assert decision.step == "with_practice_manager"

    done(manager, decision, "close", reason="Seen at school", risk_rationale="Well")
    decision.refresh_from_db()
    assert decision.step == "closed_with_reason"


def test_the_manager_sees_by_when(people, sign_in, child):
    begun(sign_in(people[Role.SOCIAL_WORKER]), child)

    (row,) = child.obligations.filter(duty="lancashire-2020/refused_visit_decision")
    assert row.due_on == made.TODAY - timedelta(3) + timedelta(1)
