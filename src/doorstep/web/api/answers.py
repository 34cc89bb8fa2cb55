"""What the API answers, described: one class for each kind of answer."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from doorstep.vocabulary import Status
from doorstep.web.api.types import Told

TeamId = Annotated[int, Field(examples=[3])]


class Wrong(Told):
    """One thing that is wrong with a request."""

    where: str = Field(description="Which part of the request, such as `children.0.seen`.")
    says: str = Field(description="What is wrong with it, as a sentence.")


class Problem(Told):
    """What went wrong (RFC 9457). It never repeats what was sent."""

    type: Literal["about:blank"]
    title: str
    status: int
    detail: str = Field(description="One sentence for a person.")
    request_id: str = Field(description="Quote it when you ask about the request.")
    errors: list[Wrong] = Field(description="Every part of the request that is wrong; often none.")


class Owed(Told):
    """One visit, call, meeting or decision a child is owed: a row of `doorstep due` and its export."""

    child_id: str
    name: str
    case: str
    tier: str
    duty: str = Field(examples=["england-statutory/cp_visits"])
    title: str
    who: list[str] = Field(description="Whose duty it is: roles.")
    method: str = Field(description="How it may be done, in the words of `doorstep due`.")
    counted_from: date
    due_at: str = Field(
        description="A day, or a day with a time; blank where it is suspended.",
        examples=["2026-11-20", "2026-11-20T15:00:00+00:00"],
    )
    status: Status
    days_overdue: int
    clause: str = Field(description="The clause of the policy that asks for it.")
    provisional: bool = Field(description="Counted with bank holidays not yet published.")
    assumed: bool = Field(description="Counted with a number the policy leaves open.")
    worker: str
    team: str
    layer: str


class DueList(Told):
    """A page of the due list."""

    as_at: date | None = Field(description="The day of the oldest answer; blank if there is none.")
    items: list[Owed]
    next: str = Field(description="Send it as `cursor` for the next page; blank on the last.")


class ChildLine(Told):
    """A child in a list: who it is, and how it stands."""

    child_id: str
    name: str
    case: str
    tier: str
    standing: str = Field(examples=["has_duties"])
    overdue: int = Field(description="How many visits and calls are overdue.")
    worker: str
    team: str
    as_at: date | None


class Children(Told):
    """A page of the children that may be taken out as a list, those of closed cases aside."""

    items: list[ChildLine]
    next: str = Field(description="Send it as `cursor` for the next page; blank on the last.")


class BlindSpot(Told):
    """What a list of due dates does not show of a child."""

    kind: str
    detail: str


class ChildRecord(ChildLine):
    """One child: how it stands, what it is owed, and what nobody can see from dates."""

    born: date | None
    because: str = Field(description="Why nothing is owed, or why it cannot be judged.")
    restricted: bool
    merged_into: str = Field(
        description="The child_id of the record that stays, if this one was merged into another."
    )
    warnings: list[str] = Field(description="What staff must know at the door.")
    owed: list[Owed]
    blind_spots: list[BlindSpot]


class Explanation(Told):
    """Why a child is due what it is, with the clauses, as stored with the answer."""

    child_id: str
    as_at: date
    pack: str = Field(description="The policies it was worked out under, with their versions.")
    explanation: dict[str, Any] = Field(
        description="Case, tier, each obligation with its reasons and clauses: as the child's page."
    )


class TeamAccount(Told):
    """Where a team's open children stand; the three parts add up to all of them (S15)."""

    team_id: int | None
    team: str
    as_at: date | None
    open_children: int
    has_duties: int
    no_duty: int
    cannot_be_judged: int
    balances: bool
    why: dict[str, dict[str, int]] = Field(description="By standing: the reasons, and how many.")
    restricted: int = Field(
        description="Children whose record is restricted; they are not counted."
    )


class Account(Told):
    """The account by team; `unanswered` are children nobody worked out yet, which must be none."""

    teams: list[TeamAccount]
    unanswered: int


class Counts(Told):
    """Whether a visit or contact counts for one duty; `why_not` is blank if it does."""

    duty: str
    title: str
    clause: str
    counts: bool
    why_not: str


class ReceiptOfChild(Told):
    """What was recorded of one child, what it counts for, and what is due next."""

    child_id: str
    visit_id: int
    counts_for: list[Counts]
    owed: list[Owed]


class Receipt(Told):
    """What was recorded. Sent again with the same content, the same comes back with status 200."""

    client_id: UUID
    kind: str = Field(examples=["visit"])
    visit_date: date
    recorded_at: datetime
    children: list[ReceiptOfChild]


class VisitRecord(Told):
    """A visit, call or contact as it was recorded here."""

    visit_id: int
    child_id: str
    kind: str
    visit_date: date
    visit_at: datetime | None
    method: str
    place: str
    seen: bool | None = Field(description="None: not recorded, which is not yes.")
    seen_alone: bool | None
    bedroom_seen: bool | None
    announced: bool | None
    role: str
    agency: str
    outcome: str
    reason_not_seen: str
    present: str
    purpose: str
    observations: str
    childs_words: str
    worries: str
    next_step: str
    recorded_at: datetime
    recorded_by: str
    stands: bool = Field(description="False once it was corrected or withdrawn.")
    corrects: int | None


class AdoptedPack(Told):
    """A policy the authority has adopted."""

    pack: str
    title: str
    version: str
    start_date: date = Field(alias="from")
    end_date: date | None = Field(alias="until")
    decided_by: str
    in_force: bool


class Policy(Told):
    """Which policies are adopted, the first adopted first."""

    authority: str
    items: list[AdoptedPack]
