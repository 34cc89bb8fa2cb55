"""Forms: the templates people fill in, with conditions, and what must be there before a signature."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field as Is
from pydantic import model_validator

from doorstep.policy.cited import Id
from doorstep.policy.condition import Condition, Strict
from doorstep.policy.procedure import Answers
from doorstep.vocabulary import EventKind, FactKind, Method, Role, Tells, Tier

Kind = Literal[
    "text",
    "long_text",
    "yes_no",
    "choice",
    "choices",
    "date",
    "number",
    "people",
    "rag",
    "arrangement",
]
Subject = Literal["child", "family", "carer", "meeting", "visit", "worker"]


METHODS = {
    "in person": Method.IN_PERSON,
    "face to face": Method.IN_PERSON,
    "video": Method.VIDEO,
    "telephone": Method.PHONE,
    "phone": Method.PHONE,
    "other electronic means": Method.OTHER_ELECTRONIC,
}
TIERS = {tier.replace("_", " "): tier for tier in Tier}


class Known(StrEnum):
    """What Doorstep knows already, so that nobody types it twice."""

    CHILD_NAMES = "child_names"
    CARER_NAMES = "carer_names"
    LEGAL_STATUS = "legal_status"
    PLACEMENT = "placement"
    LAST_VISITS = "last_visits"
    WHAT_IS_DUE = "what_is_due"
    OTHER_PEOPLE_IN_CONTACT = "other_people_in_contact"
    SCHOOL_ATTENDANCE = "school_attendance"
    HOUSEHOLD_STATUS = "household_status"
    LOCAL_INCIDENCE = "local_incidence"
    TIER = "tier"
    RAG = "rag"
    WORKER = "worker"
    TODAY = "today"
    LAST_ANSWER = "last_answer"


class Field(Strict):
    """One thing a form asks. `label` is the policy's own name for it.

    `before`: the signature, or `submit`, before which it must be filled in; blank if it may stay
    empty. `events` and `facts` are recorded by an answer: `{yes: kit_disclosure}`. `tells`: what the
    answer says of that which the procedure's ending `makes`.
    """

    id: Id
    label: Annotated[str, Is(min_length=1)]
    kind: Kind = "long_text"
    help: str = ""
    prompts: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    prefill: tuple[Known, ...] = ()
    before: str = ""
    when: Condition | None = None
    if_answer: Answers = Is(default_factory=dict)
    events: dict[str, EventKind] = Is(default_factory=dict)
    facts: dict[str, FactKind] = Is(default_factory=dict)
    tells: Tells | None = None
    clause: str = ""

    @model_validator(mode="after")
    def _options_fit(self) -> "Field":
        if (self.kind in {"choice", "choices"}) != bool(self.options):
            raise ValueError("`options` go with `kind: choice` or `choices`, which need them")
        commas = [option for option in self.options if "," in option]
        if commas:
            raise ValueError(f"an option has a comma, which stands between choices: {commas[0]}")
        known = {*self.allowed}
        strange = sorted(str(k) for k in {*self.events, *self.facts} if known and k not in known)
        if strange:
            raise ValueError(f"`events` and `facts` name answers it has not: {', '.join(strange)}")
        return self

    @model_validator(mode="after")
    def _tells_what_it_can(self) -> "Field":
        wanted = {Tells.REVIEW_DATE: "date", Tells.ONE_VISIT: "yes_no"}.get(
            self.tells or Tells.TIER
        )
        if wanted and self.kind != wanted:
            raise ValueError(f"`tells: {self.tells}` goes with `kind: {wanted}`")
        words = {Tells.METHOD: [*METHODS], Tells.TIER: [*TIERS]}
        listed = words.get(self.tells or Tells.ONE_VISIT)
        if listed is not None and (not self.options or not {*self.options} <= {*listed}):
            raise ValueError(f"`tells: {self.tells}` takes the options: {', '.join(listed)}")
        return self

    @property
    def allowed(self) -> tuple[str, ...]:
        """Return the answers it takes; none where any text is an answer."""
        fixed = {"yes_no": ("yes", "no"), "rag": ("red", "amber", "green")}
        return self.options or fixed.get(self.kind, ())


class Signature(Strict):
    """A signature at the foot of a form: whose, and in which cases it is asked for."""

    id: Id
    label: str
    by: Annotated[tuple[Role, ...], Is(min_length=1)]
    when: Condition | None = None
    if_answer: Answers = Is(default_factory=dict)


class Form(Strict):
    """A template people fill in. `columns` is its layout as the policy prints it.

    `chosen_when`: whose circumstances call for this template rather than another. `private`: only the
    person who fills it in ever sees it, so nothing in it is required, signed or recorded elsewhere.
    """

    id: Id
    title: str
    mission: tuple[str, ...] = ()
    clause: Annotated[str, Is(min_length=1)]
    subject: Subject = "child"
    private: bool = False
    chosen_when: Condition | None = None
    columns: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    fields: Annotated[tuple[Field, ...], Is(min_length=1)]
    signatures: tuple[Signature, ...] = ()

    @model_validator(mode="after")
    def _names_fit(self) -> "Form":
        ids = [f.id for f in self.fields] + [s.id for s in self.signatures]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise ValueError(f"fields written twice: {', '.join(twice)}")
        points = {"", "submit", *(s.id for s in self.signatures)}
        for field in self.fields:
            if field.before not in points:
                raise ValueError(
                    f"`before: {field.before}` of {field.id} is none of {', '.join(sorted(points))}"
                )
        return self

    @model_validator(mode="after")
    def _answers_come_first(self) -> "Form":
        """Check that a part depends on answers to earlier fields only, so that none waits for itself."""
        earlier: dict[str, Field] = {}
        for field in self.fields:
            _check_answers(field, earlier, self)
            earlier[field.id] = field
        for signature in self.signatures:
            _check_answers(signature, earlier, self)
        return self

    @model_validator(mode="after")
    def _private_stays_private(self) -> "Form":
        leaves = [f.id for f in self.fields if f.before or f.events or f.facts]
        if self.private and (self.signatures or leaves):
            named = ", ".join([*leaves, *(s.id for s in self.signatures)])
            raise ValueError(f"a private form requires, signs and records nothing: {named}")
        return self


def _check_answers(part: Field | Signature, earlier: dict[str, Field], form: Form) -> None:
    """Refuse a condition on answers that no earlier field has."""
    for name, wanted in part.if_answer.items():
        if name not in earlier and any(f.id == name for f in form.fields):
            raise ValueError(f"`if_answer` of {part.id}: {name} does not stand before it")
        if name not in earlier or not {*wanted} <= {*earlier[name].allowed}:
            raise ValueError(f"`if_answer` of {part.id}: {name} has no such answers")
