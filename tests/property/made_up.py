"""Made-up children whose days are squeezed: episodes, visits and changes fall on the same few days."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from doorstep.facts import (
    CaseFacts,
    Episode,
    EpisodeKind,
    Fact,
    FactKind,
    Method,
    Role,
    Visit,
    VisitType,
)

K = EpisodeKind
BASES = (
    date(2020, 10, 12),  # before the table came into force on 1 November 2020
    date(2021, 12, 13),  # Christmas, and the standards of 24 January 2022
    date(2022, 1, 14),
    date(2022, 4, 4),  # Easter, May Day, the jubilee
)
KINDS = (
    K.REFERRAL, K.ASSESSMENT, K.CHILD_IN_NEED_PLAN, K.CHILD_PROTECTION_PLAN, K.PERIOD_OF_CARE,
    K.CARE_LEAVER,
)  # fmt: skip
CODES = {
    K.PLACEMENT: ("P1", "U4", "U6", "K2"),
    K.LEGAL_STATUS: ("C1", "C2", "V2", "V4"),
    K.CARE_LEAVER: ("Relevant",),
}
FACTS = (
    (FactKind.OPEN_TO_REVIEW, "yes"), (FactKind.OPEN_TO_REVIEW, "no"), (FactKind.HIGH_RISK, "yes"),
    (FactKind.RAG, "red"), (FactKind.RAG, "green"), (FactKind.PLACED_UNTIL_18, "yes"),
)  # fmt: skip


@st.composite
def calendars(draw):
    """Return a strategy of days: a handful that recur, and the days beside them."""
    base = draw(st.sampled_from(BASES))
    pool = draw(st.lists(st.integers(0, 60), min_size=2, max_size=6))
    beside = st.builds(lambda n, off: n + off, st.sampled_from(pool), st.sampled_from([0, 0, 0, 1]))
    return base, beside.map(lambda n: base + timedelta(n))


@st.composite
def stretches(draw, days, kind):
    start = draw(days)
    end = draw(st.one_of(st.none(), days, days))
    end = end if end is None or end >= start else None
    code = draw(st.sampled_from(CODES.get(kind, ("",))))
    return Episode(kind, start, end, code=code)


@st.composite
def visits(draw, days):
    day = draw(days)
    kind = draw(st.sampled_from([VisitType.VISIT] * 4 + [VisitType.CONTACT, VisitType.KIT_CALL]))
    method = draw(st.sampled_from([None, Method.IN_PERSON, Method.VIDEO, Method.VIDEO]))
    seen = draw(st.sampled_from([True, True, True, False, None]))
    if method != Method.VIDEO:
        return Visit(day, seen=seen, method=method, visit_type=kind)
    role = draw(st.sampled_from([None, Role.HEAD_OF_SERVICE, Role.HEAD_OF_SERVICE, Role.IRO]))
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    agreed = draw(st.sampled_from([None, *(noon + timedelta(hours=h) for h in (-30, -1, 1, 20))]))
    at = draw(st.sampled_from([None, noon]))
    return Visit(
        day, seen=seen, method=method, visit_type=kind, visit_at=at,
        approved_by=role, approved_at=agreed,
    )  # fmt: skip


@st.composite
def facts(draw, days):
    kind, value = draw(st.sampled_from(FACTS))
    start, end = draw(days), draw(st.one_of(st.none(), days))
    return Fact(kind, start, end if end is None or end > start else None, value=value)


@st.composite
def people(draw, base, days):
    """Return (born, expected, died): a child, a baby, one unborn, one who turns 18 or 25 these weeks."""
    sort = draw(
        st.sampled_from(
            ["child", "child", "child", "turns 18", "turns 25", "baby", "unborn", "unknown"]
        )
    )
    born = {
        "child": date(2012, 2, 29),
        "turns 18": draw(days).replace(year=base.year - 18),
        "turns 25": draw(days).replace(year=base.year - 25),
        "baby": draw(days),
    }.get(sort)
    expected = draw(days) if sort in ("unborn", "baby") else None
    died = draw(days) if draw(st.integers(0, 14)) == 0 else None
    return born, expected, died


@st.composite
def episodes(draw, days):
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=4))
    if K.ASSESSMENT in kinds and draw(st.integers(0, 3)):
        kinds.append(K.REFERRAL)
    if K.PERIOD_OF_CARE in kinds:
        kinds += draw(st.lists(st.sampled_from([K.PLACEMENT, K.LEGAL_STATUS]), max_size=4))
    if draw(st.integers(0, 9)) == 0:
        kinds.append(draw(st.sampled_from([K.DISABILITY, K.OTHER_AUTHORITY_PLAN])))
    return [draw(stretches(days, kind)) for kind in kinds]


@st.composite
def children(draw, child_id="made up"):
    """Return a child's facts and the day they are asked about."""
    base, days = draw(calendars())
    rows = _named(draw(episodes(days)), draw(st.booleans()))
    born, expected, died = draw(people(base, days))
    case = CaseFacts(
        child_id=child_id,
        born=born,
        expected=expected,
        died=died,
        episodes=tuple(rows),
        visits=tuple(draw(st.lists(visits(days), max_size=5))),
        facts=tuple(draw(st.lists(facts(days), max_size=2))),
    )
    as_at = draw(st.one_of(days, st.integers(0, 120).map(lambda n: base + timedelta(n))))
    return case, as_at


def _named(rows, by_id):
    """Return the episodes with each assessment naming the first referral, if they name any."""
    first = next((n for n, e in enumerate(rows) if e.kind == K.REFERRAL), None)
    if not by_id or first is None:
        return rows
    rows = [e._replace(referral_id="R1") if e.kind == K.ASSESSMENT else e for e in rows]
    rows[first] = rows[first]._replace(episode_id="R1")
    return rows
