"""Texts that would run, stored in everything that decisions take, through the services."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import decision_made as d
import web_made as made
from db.access.asking import Ask, reminder_of
from db.access.county import County

from doorstep.vocabulary import EpisodeKind, EventKind, Needed, Role, Tier
from doorstep.web.caseload.models import Merge
from doorstep.web.decisions.households import Told
from doorstep.web.decisions.meetings import Happening, NotHeld
from doorstep.web.decisions.services import comment, fill_form, save_draft
from doorstep.web.decisions.services.ending_plans import Decided, end_plan
from doorstep.web.decisions.services.happenings import record_happening
from doorstep.web.decisions.services.household import record_household
from doorstep.web.decisions.services.meetings import note_not_held
from doorstep.web.decisions.services.tier import decide_tier
from doorstep.web.governance.models import AccessRequest, Disposal, Hold, PackEntry
from doorstep.web.imports.models import Difference, Import
from doorstep.web.moves.checking import Wish
from doorstep.web.moves.models import Absence
from doorstep.web.moves.services import Asked as Move
from doorstep.web.moves.services import move_children
from doorstep.web.notices.models import Webhook

FORM = "practice-standards-2022/meeting_rationale"


def decisions_marked(here: County, mark: Callable[[str], str]) -> None:
    """Store a text in every field of the decisions about one's own child."""
    by, rows = made.access(here.me), here.decided["own"]
    told = {"child_id": "OWN-C", "by": by, "at": made.AT}
    save_draft(draft=rows.draft.pk, answers={"tier": mark("draft")}, version=1, **told)
    comment(decision=rows.begun.pk, words=mark("comment"), client_id=uuid4(), **told)
    d.do(rows.waiting, "return", by, told={Needed.REASON: mark("sent back")})
    answers = d.answers(d.paper(FORM), child=mark("filled in"))
    fill_form(form=FORM, answers=answers, client_id=uuid4(), **told)
    meeting = NotHeld(kind=EventKind.CORE_GROUP, why=mark("put off"))
    note_not_held(meeting=meeting, client_id=uuid4(), **told)
    happened = Happening(kind=EventKind.MISSING, on=made.TODAY, words=mark("happened"))
    record_happening(happening=happened, client_id=uuid4(), **told)
    decide_tier(tier=Tier.PRIORITY, reason=mark("tier"), until=None, client_id=uuid4(), **told)
    review = Happening(kind=EventKind.REVIEW_CONFERENCE, on=made.TODAY, words=mark("conference"))
    record_happening(happening=review, client_id=uuid4(), **told)
    ends = Decided(
        kind=EpisodeKind.CHILD_PROTECTION_PLAN,
        why=mark("ends"),
        told={Needed.OUTCOME: mark("outcome")},
        met_on=made.TODAY,
    )
    end_plan(decided=ends, client_id=uuid4(), **told)
    _of_the_household(here, mark)


def _of_the_household(here: County, mark: Callable[[str], str]) -> None:
    by, until = made.access(here.me), made.TODAY + timedelta(9)
    said = Told(EpisodeKind.SELF_ISOLATION, made.TODAY, until, mark("who"), mark("source"))
    record_household(child_ids=["OWN-C"], told=said, client_id=uuid4(), by=by, at=made.AT)


def rows_marked(here: County, mark: Callable[[str], str]) -> list[Ask]:
    """Write a text over what the rows of imports, moves, being told and records say (see `asking`).

    Return where a move is that says one.
    """
    reminder_of(here.me, words=mark("reminder"))
    for model, names in (
        (Import, ["file_name"]), (Difference, ["said_here", "said_there"]), (Merge, ["reason"]),
        (Absence, ["note"]), (Webhook, ["name"]), (Hold, ["reason"]),
        (AccessRequest, ["asked_by"]), (Disposal, ["reason"]),
    ):  # fmt: skip
        model.objects.update(**{name: mark(f"{model.__name__} {name}") for name in names})
    PackEntry.objects.update(part=mark("part"), lines=[[mark("label"), mark("line")]])
    to = made.person(Role.SOCIAL_WORKER, worker_id="W88", in_team=here.east)
    move = Move(
        wishes=(Wish("TEAM-C", to.pk),), start=made.TODAY, reason=mark("move"), client_id=uuid4()
    )
    return [Ask("move", (move_children(move, by=made.access(here.colleague), at=made.AT).pk,))]
