"""The pages of decisions as a browser without JavaScript meets them: read, filled in, sent."""

import re
from html import unescape
from typing import Any

import decision_made as d
import web_made as made
from django.test import Client

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import Child
from doorstep.web.decisions.models import Decision

FORM = "lancashire-2020/visiting_plan_cp"
REASON = {"told_reason": "Too little is said of the risks."}
RUNG = {f"told_{name.value}": words for name, words in d.RUNG.items()}


def page(decision: Decision, action: str = "") -> str:
    """Return the address of a decision, or of an action of it."""
    here = f"/children/{decision.child.child_id}/decisions/{decision.pk}/"
    return f"{here}do/{action}/" if action else here


def content(response: Any) -> str:
    """Return a page as it was sent."""
    told: str = response.content.decode()
    return told


def text(response: Any) -> str:
    """Return a page with its spaces alike, so that a sentence is found over line ends."""
    return " ".join(unescape(content(response)).split())


def hidden(response: Any) -> dict[str, str]:
    """Return the hidden fields of a page, as a browser sends them."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', content(response))
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def sent(client: Client, decision: Decision, action: str, **more: str) -> dict[str, str]:
    """Return what the page of an action sends back: its hidden fields, and what is typed."""
    return hidden(client.get(page(decision, action))) | more


def do(client: Client, decision: Decision, action: str, **more: str) -> Any:
    """Fill in the page of an action and send it; return the page it leads to."""
    return client.post(page(decision, action), sent(client, decision, action, **more), follow=True)


def submitted(people: dict[Role, User], child: Child) -> Decision:
    """Return a visiting plan that waits for the practice manager."""
    worker = made.access(people[Role.SOCIAL_WORKER])
    d.rated(child, worker)
    decision = d.opened(child, worker, form=FORM)
    return d.do(decision, "submit", worker, answers=d.answers(d.paper(FORM)))
