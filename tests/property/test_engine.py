"""The engine with a real policy against the table of Appendix 1 judged day by day."""

from hypothesis import event, given, settings
from property.budget import times
from property.made_up import children
from property.slow_account import slow_case, slow_standing
from property.slow_diary import Row
from property.slow_engine import slow_history

from doorstep.engine import answer, history
from doorstep.policy import shipped_pack

PACK = shipped_pack("practice-standards-2022")


def rows(intervals):
    return [
        Row(
            i.duty.id,
            i.opened.toordinal(),
            i.counted_from.toordinal(),
            i.due_on.toordinal(),
            i.closed_on.toordinal() if i.closed_on else None,
            str(i.outcome),
        )
        for i in intervals
    ]


@settings(max_examples=times(1200))
@given(children())
def test_every_interval_is_the_one_found_day_by_day(example):
    case, as_at = example

    found = history(case, PACK, as_at=as_at)

    expected = slow_history(case, as_at)
    for row in expected:
        event(f"{row.name} {row.outcome}")
    assert sorted(rows(found), key=str) == sorted(expected, key=str)


@settings(max_examples=times(600))
@given(children())
def test_what_is_owed_is_the_last_open_interval(example):
    case, as_at = example

    found = answer(case, PACK, as_at=as_at)

    expected = []
    if found.standing is not None:
        still_open = (r for r in slow_history(case, as_at) if r.outcome.startswith("open"))
        expected = [
            (r.name, r.counted_from, r.due, max(as_at.toordinal() - r.due, 0)) for r in still_open
        ]
    shown = [
        (o.duty.id, o.counted_from.toordinal(), o.due_at.toordinal(), o.days_overdue)
        for o in found.obligations
    ]
    assert sorted(shown) == sorted(expected)
    assert [o.due_at for o in found.obligations] == sorted(o.due_at for o in found.obligations)


@settings(max_examples=times(600))
@given(children())
def test_the_child_stands_in_the_account_where_the_rules_say(example):
    case, as_at = example

    found = answer(case, PACK, as_at=as_at)

    assert found.standing == slow_standing(case, as_at)
    assert str(found.case) == slow_case(case, as_at)
