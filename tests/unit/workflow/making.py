"""A procedure of three steps on a form, with two signatures, for the tests beside this."""

from datetime import datetime

from doorstep.policy.form import Form
from doorstep.policy.procedure import Procedure
from doorstep.vocabulary import Action, Role
from doorstep.workdays import LONDON
from doorstep.workflow import Actor, advance, begin

AT = datetime(2020, 5, 7, 15, tzinfo=LONDON)
FORM = Form.model_validate(
    {
        "id": "assessment",
        "title": "The assessment",
        "clause": "1",
        "fields": [
            {"id": "found", "label": "What was found", "before": "submit"},
            {"id": "remarks", "label": "Remarks"},
            {"id": "reviewed_on", "label": "Day of review", "kind": "date", "before": "iro"},
        ],
        "signatures": [
            {"id": "manager", "label": "Manager", "by": ["team_manager"]},
            {"id": "iro", "label": "IRO", "by": ["iro"]},
        ],
    }
)


def does(action, by, to, **more):
    return {"action": action, "by": by.split(), "to": to, **more}


def step(*actions, **more):
    return {"title": "A step", "clause": "1", "actions": list(actions), **more}


def procedure(forms=("assessment",), **steps):
    """Return a procedure of these steps, which starts at the first and may end in `end`."""
    end = {"title": "Done", "clause": "1", "ends": True}
    data = {
        "id": "p",
        "title": "P",
        "clause": "1",
        "forms": list(forms),
        "start": next(iter(steps)),
    }
    return Procedure.model_validate({**data, "steps": {**steps, "end": end}})


WORK = [
    does(action, "social_worker team_manager", "working")
    for action in ("record", "call", "check", "visit", "refer", "offer", "open_plan", "review")
]
OTHER = [
    does(action, "social_worker team_manager iro", "working")
    for action in ("decide", "send", "discuss", "disagree", "resolve", "escalate", "refuse")
]
MANAGER = does("sign_off", "team_manager iro", "with_iro", signature=True, signs="manager")
IRO = does("agree", "iro", "end", signature=True, signs="iro")
BACK = does("return", "team_manager iro", "opening")
TWICE = procedure(
    opening=step(
        does("record", "social_worker", "opening"), does("submit", "social_worker", "working")
    ),
    working=step(*WORK, *OTHER, MANAGER, BACK),
    with_iro=step(IRO, BACK, does("disagree", "iro", "opening")),
)
FULL = {"found": "all is well", "reviewed_on": "2020-06-01"}


def actor(person, role=Role.SOCIAL_WORKER, acts_for=""):
    return Actor(person=person, role=role, acts_for=acts_for)


def manager(person, acts_for=""):
    return actor(person, Role.TEAM_MANAGER, acts_for)


def iro(person, acts_for=""):
    return actor(person, Role.IRO, acts_for)


def opened(of=TWICE, answers=FULL, form=FORM):
    return begin(of, at=AT, form=form, answers=answers)


def after(state, *actions, at=AT):
    """Return the state after these actions, each with who does it."""
    for action, by in actions:
        state = advance(state, Action(action), by, at=at)
    return state
