"""Small policies and made-up children for the tests of the engine."""

from datetime import date, datetime

from doorstep.engine import answer, history
from doorstep.facts import CaseFacts, Episode, EpisodeKind, Method, Role, Visit
from doorstep.policy.counts import Counts
from doorstep.policy.duty import Duty
from doorstep.policy.pack import Head, Pack, Tiers
from doorstep.workdays import LONDON

K = EpisodeKind
LONG_AGO = date(2000, 1, 1)
SEEN = {"id": "seen", "title": "Seen", "values": {LONG_AGO: {
    "clause": "1", "accepts": [{"visit_type": ["visit"], "method": ["in_person"]}],
}}}  # fmt: skip


def day(text: str) -> date:
    """Return the day written as `10 Jan` (of 2022) or `10 Jan 2021`."""
    return datetime.strptime(text if text.count(" ") > 1 else f"{text} 2022", "%d %b %Y").date()


def at(text: str) -> datetime:
    """Return the time in London written as `2022-01-10 09:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def value(text: str, clause: str = "1", **more) -> dict:
    return {"value": text, "clause": clause, **more}


def dated(values) -> dict:
    """Return values by date; a single text holds from long ago."""
    if isinstance(values, str):
        return {LONG_AGO: value(values)}
    return {
        day(k) if isinstance(k, str) else k: v if isinstance(v, dict) else value(v)
        for k, v in values.items()
    }


def duty(name="visit", applies_to="child_protection_plan", **more) -> Duty:
    for key in ("first", "every", "record_within"):
        if key in more:
            more[key] = dated(more[key])
    for phase in more.get("phases", ()):
        phase.update({k: dated(phase[k]) for k in ("first", "every") if k in phase})
    timed = {"share", "record_within"} & more.keys()
    more.setdefault("counts", "" if timed else "seen")
    return Duty.model_validate({"id": name, "title": name, "applies_to": applies_to, **more})


def a_pack(*duties: Duty, counts=(), tiers=None, **head) -> Pack:
    return Pack(
        head=Head.model_validate(
            {
                "id": "made-up",
                "version": "1",
                "title": "Made up",
                "cite": "Made up",
                "issuer": "Nobody",
                "layer": "local",
                "in_force_from": LONG_AGO,
                **head,
            }
        ),
        duties=tuple(sorted(duties, key=lambda d: d.id)),
        counts={c["id"]: Counts.model_validate(c) for c in (SEEN, *counts)},
        tiers=Tiers.model_validate(tiers) if tiers else None,
    )


def episode(kind: EpisodeKind, start: str, end: str = "", code: str = "", **more) -> Episode:
    return Episode(kind, day(start), day(end) if end else None, code=code, **more)


def cp_plan(start: str, end: str = "") -> Episode:
    return episode(K.CHILD_PROTECTION_PLAN, start, end)


def seen(text: str, **more) -> Visit:
    return Visit(day(text), **{"seen": True, "method": Method.IN_PERSON, **more})


def virtual(text: str, approved: str = "", **more) -> Visit:
    """Return a video visit, with a head of service's agreement if its time is given."""
    role = Role.HEAD_OF_SERVICE if approved else None
    at_time = at(approved) if approved else None
    return Visit(
        day(text), seen=True, method=Method.VIDEO, approved_by=role, approved_at=at_time, **more
    )


def amira(*episodes: Episode, visits=(), **more) -> CaseFacts:
    """Return the facts of Amira, ten years old."""
    known = {"born": date(2012, 3, 4), **more}
    return CaseFacts(child_id="Amira", episodes=episodes, visits=tuple(visits), **known)


def owed(case: CaseFacts, pack: Pack, as_at: str) -> list:
    """Return (duty, due) of everything owed."""
    return [(o.duty.id, o.due_at) for o in answer(case, pack, as_at=day(as_at)).obligations]


def due(case: CaseFacts, pack: Pack, as_at: str):
    """Return the one due date there is."""
    [obligation] = answer(case, pack, as_at=day(as_at)).obligations
    return obligation.due_at


def status(case: CaseFacts, pack: Pack, as_at: str) -> str:
    [obligation] = answer(case, pack, as_at=day(as_at)).obligations
    return str(obligation.status)


def standing(case: CaseFacts, pack: Pack, as_at: str) -> tuple[str, str]:
    found = answer(case, pack, as_at=day(as_at))
    return str(found.standing) if found.standing else "closed", found.because


def intervals(case: CaseFacts, pack: Pack, as_at: str) -> list:
    """Return (opened, due, closed, outcome) of every interval."""
    return [
        (i.opened, i.due_on, i.closed_on, str(i.outcome))
        for i in history(case, pack, as_at=day(as_at))
    ]
