"""A visit recorded here has the fields of the fact, and is the same fact when it is read back."""

from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from doorstep import facts
from doorstep.vocabulary import EventKind, Method, Place, Role, VisitType
from doorstep.web.caseload.models import Event, Visit
from doorstep.web.caseload.rows import SOURCE, columns_of, event_of, standing, visit_of
from doorstep.workdays import LONDON

DAYS = st.dates(date(2020, 1, 1), date(2027, 1, 1))
TIMES = st.datetimes(datetime(2020, 1, 1), datetime(2027, 1, 1)).map(
    lambda at: at.replace(tzinfo=LONDON)
)
MAYBE = st.none() | st.booleans()
VISITS = st.builds(
    facts.Visit,
    visit_date=DAYS,
    seen=MAYBE,
    seen_alone=MAYBE,
    bedroom_seen=MAYBE,
    method=st.none() | st.sampled_from(Method),
    place=st.none() | st.sampled_from(Place),
    visit_type=st.sampled_from(VisitType),
    role=st.none() | st.sampled_from(Role),
    worker_id=st.text(max_size=5),
    agency=st.text(max_size=5),
    announced=MAYBE,
    visit_at=st.none() | TIMES,
    planned_date=st.none() | DAYS,
    outcome=st.text(max_size=5),
    reason_not_seen=st.text(max_size=5),
    recorded_at=TIMES,
    approved_by=st.none() | st.sampled_from(Role),
    approved_at=st.none() | TIMES,
    visit_id=st.just(""),
    source=st.just(SOURCE),
)


@given(VISITS)
def test_a_visit_stored_and_read_back_is_the_same(visit: facts.Visit) -> None:
    row = Visit(recorded_at=visit.recorded_at, **columns_of(visit))

    assert visit_of(row) == visit


def test_every_field_of_the_facts_has_its_column() -> None:
    columns = {field.name for field in Visit._meta.fields}
    assert set(facts.Visit._fields) - {"visit_id", "source"} <= columns
    happened = {field.name for field in Event._meta.fields}
    assert set(facts.Event._fields) - {"source"} <= happened


@given(st.sampled_from(EventKind), DAYS, st.none() | TIMES, st.none() | DAYS)
def test_an_event_read_back_is_the_fact(
    kind: EventKind, day: date, at: datetime | None, due: date | None
) -> None:
    written = datetime(2026, 11, 16, 9, 30, tzinfo=LONDON)
    row = Event(kind=kind.value, event_date=day, event_at=at, due_date=due, recorded_at=written)

    assert event_of(row) == facts.Event(kind, day, at, due, SOURCE, written)


def test_corrected_and_withdrawn_rows_do_not_stand() -> None:
    first, second = Visit(pk=1), Visit(pk=2, corrects_id=1)
    third, fourth = Visit(pk=3), Visit(pk=4, corrects_id=3, withdrawn=True)

    assert standing([first, second, third, fourth]) == [second]
