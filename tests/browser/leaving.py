"""Put somebody who leaves into the browser tests' authority; print as JSON who and what there is."""

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parents[1]))
FORM = "practice-standards-2022/meeting_rationale"


def leaver() -> dict[str, Any]:
    """Make a worker with 25 children, of two of them the IRO, 3 drafts, 2 signatures and a reminder."""
    import django

    django.setup()
    import decision_made as decisions
    import web_made as made

    from doorstep.facts import Involvement
    from doorstep.vocabulary import Action, Role
    from doorstep.web.accounts.models import RoleHeld, User
    from doorstep.web.decisions.services import start_draft
    from doorstep.web.notices.models import Reminder

    password = User.objects.order_by("pk")[0].password
    team = made.team("Harbour (Eastmarch)")

    def person(role: Role, name: str, worker_id: str = "") -> User:
        place = None if role == Role.IRO else team
        user = made.person(role, name=name, worker_id=worker_id, in_team=place)
        user.username, user.password = name.lower().replace(" ", "."), password
        user.save()
        return user

    gone = person(Role.SOCIAL_WORKER, "Lena Voss", "L1")
    RoleHeld.objects.create(user=gone, role=Role.IRO, start_date=made.TODAY - timedelta(90))
    ben = person(Role.SOCIAL_WORKER, "Ben Coldwell", "L2")
    odd = person(Role.IRO, "Odette Lane", "L3")
    chief = person(Role.TEAM_MANAGER, "Mona Reyes")
    signs = person(Role.PRACTICE_MANAGER, "Piet Ashdown")
    named = {"worker_id": "L1", "worker": "Lena Voss", "in_team": team.name}
    children = made.store(*(made.case(f"L{n:02}", **named) for n in range(23)))
    began = made.TODAY - timedelta(60)
    iro = Involvement("L1", began, worker="Lena Voss", allocated=False, role="IRO")
    named = {"worker_id": "L2", "worker": "Ben Coldwell", "in_team": team.name}
    reviewed = made.store(
        *(
            made.case(f"L{n}", involvements=(iro,), address=f"{n} Ash Road", **named)
            for n in (23, 24)
        )
    )
    for child in children[:3]:
        start_draft(child_id=child.child_id, form=FORM, by=made.access(gone), at=made.AT)
    for child in reviewed:
        row = decisions.opened(child, made.access(ben))
        decisions.rated(child, made.access(ben))
        paper = decisions.answers(decisions.paper(row.form_part.part_id))
        decisions.do(row, Action.SUBMIT, made.access(ben), answers=paper)
        decisions.do(row, Action.SIGN_OFF, made.access(signs))
    Reminder.objects.create(
        owner=gone, child=children[5], words="Ring the school.", due_on=made.TODAY,
        recorded_at=made.AT, recorded_by=gone, client_id=UUID(int=77),
    )  # fmt: skip
    return {
        "team": team.name, "manager": chief.username, "person": gone.pk, "ben": ben.pk,
        "odd": odd.pk, "taker": ben.username,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(leaver()))  # noqa: T201
