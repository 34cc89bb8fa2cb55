"""What the database itself refuses of moves, absences and handovers."""

from datetime import timedelta
from uuid import uuid4

import web_made as made
from db.test_constraints import refused
from moves_made import Office, asked, everybody_to, office

from doorstep.web.accounts.models import Deputy
from doorstep.web.caseload.models import Circumstance
from doorstep.web.moves.models import Absence, Handover, HandoverItem, Move, Moved
from doorstep.web.moves.services import move_children


def moved() -> tuple[Office, Move, Moved]:
    here = office(1)
    move = move_children(asked(*everybody_to(here, here.ben)), by=here.by, at=made.AT)
    return here, move, move.children.get()


def test_a_move_has_a_reason_an_id_of_its_own_and_is_put_back_once() -> None:
    here, move, _ = moved()
    told = {
        "digest": "d", "start_date": made.TODAY, "recorded_at": made.AT, "recorded_by": here.manager,
    }  # fmt: skip
    refused(lambda: Move.objects.create(client_id=uuid4(), reason="", **told), "move_has_a_reason")
    refused(lambda: Move.objects.create(client_id=move.client_id, reason="r", **told), "client_id")
    Move.objects.create(client_id=uuid4(), reason="r", puts_back=move, **told)
    refused(
        lambda: Move.objects.create(client_id=uuid4(), reason="r", puts_back=move, **told),
        "puts_back",
    )


def test_a_child_is_moved_once_in_a_move_by_a_row_of_its_own_and_to_somebody_else() -> None:
    _, move, row = moved()
    told = row.circumstance
    other = Circumstance.objects.create(
        child=told.child, client_id=uuid4(), digest="d", recorded_at=made.AT, body=told.body,
        recorded_by=told.recorded_by, what=told.what, start_date=told.start_date,
    )  # fmt: skip

    def again(**values: object) -> Moved:
        known = {"move": move, "child": row.child, "to_worker": "B", "circumstance": other}
        return Moved.objects.create(**{"to_worker_id": "W9", **known, **values})

    refused(lambda: again(), "child_moved_once_in_a_move")
    refused(lambda: again(role="IRO", circumstance=told), "circumstance_id")
    refused(lambda: again(role="IRO", from_worker_id="W9"), "moved_to_somebody_else")


def test_an_absence_ends_after_it_starts_with_a_cover_who_is_somebody_else_and_a_deputy() -> None:
    here = office(1)
    days = {"start_date": made.TODAY, "end_date": made.TODAY + timedelta(2)}
    more = {"person": here.noor, "recorded_at": made.AT, "recorded_by": here.manager}
    deputy = Deputy.objects.create(user=here.ben, acts_for=here.noor, given_by=here.manager, **days)

    def absence(**values: object) -> Absence:
        return Absence.objects.create(**{"client_id": uuid4(), **days, **more, **values})

    early = {"end_date": made.TODAY - timedelta(1)}
    refused(lambda: absence(**early), "absence_ends_after_it_starts")
    refused(lambda: absence(cover=here.noor, deputy=deputy), "cover_is_somebody_else")
    refused(lambda: absence(cover=here.ben), "cover_is_a_deputy")
    refused(lambda: absence(deputy=deputy), "cover_is_a_deputy")


def test_a_thing_is_handed_over_once_to_somebody_or_with_a_reason() -> None:
    here = office(1)
    handover = Handover.objects.create(
        person=here.noor, client_id=uuid4(), start_date=made.TODAY, recorded_at=made.AT,
        recorded_by=here.manager,
    )  # fmt: skip

    def item(**values: object) -> HandoverItem:
        return HandoverItem.objects.create(
            **{"handover": handover, "kind": "view", "key": "1", **values}
        )

    refused(lambda: item(), "handed_to_somebody_or_said_why")
    refused(lambda: item(to=here.ben, reason="r"), "handed_to_somebody_or_said_why")
    item(to=here.ben)
    refused(lambda: item(reason="r"), "handed_over_once")
