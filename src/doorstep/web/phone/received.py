"""What a phone sends: read strictly, so that nothing hostile or half-made comes further than here."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.functional_validators import AfterValidator

from doorstep.web.phone.models import Kind
from doorstep.web.problems import Wrong
from doorstep.web.visits.text import UNSEEN

LONGEST_BODY, LONGEST_PHOTOGRAPH = 500_000, 4_000_000  # bytes
MOST_CHILDREN = 20
TEN_YEARS = 315_576_000  # seconds: no clock is more wrong than that and still worth believing
MOST_SHOWN = 20


class MalformedError(ValueError):
    """What came is not what a phone sends; `wrong` says where."""

    def __init__(self, wrong: list[Wrong]):
        super().__init__("What the phone sent could not be understood.")
        self.wrong = wrong


def _of_our_time(told: datetime) -> datetime:
    if not 1970 <= told.year <= 2090:
        raise ValueError("the year must be from 1970 to 2090")
    return told


def _that_can_be_stored(told: str) -> str:
    if UNSEEN.search(told):
        raise ValueError("it has signs in it that cannot be stored")
    return told


Instant = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
Line = Annotated[str, StringConstraints(max_length=200)]
Name = Annotated[str, StringConstraints(max_length=150)]
Text = Annotated[str, StringConstraints(max_length=100_000)]
Ids = Annotated[list[Line], Field(min_length=1, max_length=MOST_CHILDREN)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Filled(_Strict):
    """A visit, a call or a contact: the names and values of the ordinary page's form."""

    child_id: Line
    call: Literal["kit_call", "carer_call", "home_staff_call"] | None = None
    fields: Annotated[
        dict[Name, Text | Annotated[list[Text], Field(max_length=100)]], Field(max_length=600)
    ]

    @property
    def child_ids(self) -> list[str]:
        """Return the children it is about, as far as it says."""
        told = self.fields.get("together", [])
        return [self.child_id, *([told] if isinstance(told, str) and told else told or [])]


class Assessment(_Strict):
    """A form of the policy, filled in for each of these children."""

    child_ids: Ids
    form: Line
    answers: Annotated[dict[Name, Text], Field(max_length=300)]
    before: UUID | None = None


class Outing(_Strict):
    """That somebody went in, needs longer, is out again; `of` is the id of the start."""

    does: Literal["start", "extend", "end"]
    of: UUID | None = None
    child_ids: Annotated[list[Line], Field(max_length=MOST_CHILDREN)] = []
    minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    buddy: Annotated[str, StringConstraints(max_length=64)] | int | None = None
    second: Annotated[str, StringConstraints(max_length=64)] | int | None = None
    at: Instant


class Pictured(_Strict):
    """A photograph of a document, made at a visit."""

    child_id: Line
    of: UUID | None = None
    words: Line = ""
    image: Annotated[str, StringConstraints(max_length=LONGEST_PHOTOGRAPH)]

    @property
    def child_ids(self) -> list[str]:
        """Return the child it is about."""
        return [self.child_id]


BODIES: dict[Kind, type[Filled | Assessment | Outing | Pictured]] = {
    Kind.VISIT: Filled, Kind.CALL: Filled, Kind.CONTACT: Filled, Kind.ASSESSMENT: Assessment,
    Kind.OUTING: Outing, Kind.PHOTOGRAPH: Pictured,
}  # fmt: skip


class _Envelope(_Strict):
    client_id: UUID
    phone: UUID
    kind: Kind
    told_at: Instant
    sent_at: Instant
    offset: Annotated[float, Field(ge=-TEN_YEARS, le=TEN_YEARS, allow_inf_nan=False)] | None = None
    stamped: bool = False
    body: dict[str, Any]


class Thing(_Envelope):
    """One thing that a phone sent; `said` is its body as its kind has it, `digest` of kind and body."""

    said: Filled | Assessment | Outing | Pictured
    digest: str

    @property
    def child_ids(self) -> list[str]:
        """Return the children it is about, as far as it says."""
        return self.said.child_ids


class Enrolling(_Strict):
    """A phone that is to be enrolled; `formerly` are the phones this browser was before."""

    id: UUID
    name: Annotated[
        str,
        StringConstraints(max_length=100, strip_whitespace=True),
        AfterValidator(_that_can_be_stored),
    ] = ""
    formerly: Annotated[list[UUID], Field(max_length=50)] = []


class Waiting(_Strict):
    """What waits on a phone, as it says itself."""

    unsent: Annotated[int, Field(ge=0, le=100_000)]
    oldest: Instant | None = None
    aside: Annotated[int, Field(ge=0, le=100_000)] = 0


def thing_of(raw: bytes) -> Thing:
    """Return what a phone sent.

    Raises: MalformedError.
    """
    told = _checked(_Envelope, json_of(raw))
    said = _checked(BODIES[told.kind], told.body, within="body.")
    return Thing(
        **{name: getattr(told, name) for name in _Envelope.model_fields},
        said=said,
        digest=_digest(told.kind, told.body),
    )


def enrolling_of(raw: bytes) -> Enrolling:
    """Return which phone is to be enrolled.

    Raises: MalformedError.
    """
    return _checked(Enrolling, json_of(raw))


def waiting_of(raw: bytes) -> Waiting:
    """Return what waits on a phone.

    Raises: MalformedError.
    """
    return _checked(Waiting, json_of(raw))


def json_of(raw: bytes) -> Any:
    """Return what JSON says; each name once, numbers that are numbers, no nest without an end.

    Raises: MalformedError.
    """
    try:
        return json.loads(raw.decode(), parse_constant=_refuse, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise MalformedError([Wrong("", "This is not JSON that a phone sends.")]) from None


def _refuse(_: str) -> None:
    raise ValueError


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) < len(pairs):
        raise ValueError
    return told


M = TypeVar("M", bound=BaseModel)


def _checked(model: type[M], told: Any, *, within: str = "") -> M:
    try:
        return model.model_validate(told)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        raise MalformedError(
            [Wrong(within + ".".join(map(str, e["loc"])), e["msg"]) for e in found[:MOST_SHOWN]]
        ) from None


def _digest(kind: str, body: dict[str, Any]) -> str:
    """Return the SHA-256 of what was sent, however it was written."""
    told = json.dumps([kind, body], sort_keys=True, separators=(",", ":"))
    return sha256(told.encode()).hexdigest()
