"""What systems send to be recorded; the rules behind it are those of the forms."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from doorstep.vocabulary import Method, Place, Role, VisitType
from doorstep.web.api.types import ChildId, ClientId, Clock, Day, Line, Sent, Text
from doorstep.web.visits.queries import MOST_TOGETHER
from doorstep.web.visits.words import CameOf

Word = Field(strict=False)
Answer = Annotated[str | list[Line], Field(max_length=2000)]


class SeenChild(Sent):
    """What is said of one child at a visit; `seen` left out is "not recorded", which is not yes."""

    child_id: ChildId
    seen: bool | None = None
    why_not_seen: Line = ""
    seen_alone: bool | None = None
    bedroom_seen: bool | None = None
    observations: Text = ""
    childs_words: Text = ""
    worries: Text = ""


class VisitSent(Sent):
    """One visit, to one child or several at one door: all are recorded or none."""

    client_id: ClientId = Field(
        description="Made by you, once for each visit: sent again it is not recorded again."
    )
    visit_date: Day
    visit_time: Clock | None = Field(None, description="In London.")
    role: Annotated[Role | None, Word] = Field(
        None, description="In which role it was made; needed where the account has several."
    )
    came_of: Annotated[CameOf, Word] = Field(CameOf.MADE, description="Made, or why not.")
    why: Line = Field("", description="What happened, where it was not made.")
    next_attempt: Day | None = None
    method: Annotated[Method, Word]
    method_words: Annotated[Line, Field(max_length=60)] = ""
    place: Annotated[Place | None, Word] = Field(None, description="Needed if made in person.")
    announced: bool | None = None
    approved_by: Annotated[Role | None, Word] = Field(
        None, description="Who agreed to the way it was made, where no adopted policy asks for it."
    )
    approved_date: Day | None = None
    approved_time: Clock | None = None
    present: Text = ""
    purpose: Text = ""
    next_step: Text = ""
    children: Annotated[list[SeenChild], Field(min_length=1, max_length=MOST_TOGETHER)]


class ContactKind(StrEnum):
    """What a contact was: a call of ours, or of somebody else."""

    KIT_CALL = VisitType.KIT_CALL
    CARER_CALL = VisitType.CARER_CALL
    HOME_STAFF_CALL = VisitType.HOME_STAFF_CALL
    OTHER_AGENCY = VisitType.OTHER_AGENCY
    CONTACT = VisitType.CONTACT


class ContactSent(Sent):
    """One call, or one contact of somebody else, about one child or several.

    A call says whether anybody was `reached`, and has `answers` to the policy's form. Another contact
    says who had it, and what was said or seen in `observations`.
    """

    client_id: ClientId = Field(
        description="Made by you, once for each contact: sent again it is not recorded again."
    )
    kind: Annotated[ContactKind, Word]
    visit_date: Day
    visit_time: Clock | None = Field(None, description="In London.")
    role: Annotated[Role | None, Word] = None
    method: Annotated[Method, Word]
    reached: bool | None = Field(None, description="Of a call: whether anybody was reached.")
    answers: Annotated[
        dict[Annotated[str, Field(max_length=100)], Answer], Field(max_length=60)
    ] = Field(
        {}, description="Of a call: the answers to the policy's form, by the ids of its fields."
    )
    agency: Annotated[Line, Field(max_length=200)] = ""
    seen: bool | None = None
    present: Text = ""
    observations: Text = ""
    worries: Text = ""
    next_step: Text = ""
    children: Annotated[list[ChildId], Field(min_length=1, max_length=MOST_TOGETHER)]
