"""The figure about staff: told from the record of who can work, where there is one."""

from datetime import date, timedelta

from doorstep.policy.load import shipped_pack
from doorstep.reports.figures import NOT_KNOWN, figure_rows

DAY = date(2020, 3, 18)
PACK = shipped_pack("buckinghamshire-2020")
FIGURE = next(f for name, f in PACK.figures.items() if name.endswith("staff_unavailable"))


def told(staff=None):
    return figure_rows(FIGURE, (), PACK, as_at=DAY, staff=staff)


def test_the_paper_s_own_days_from_2_to_18_per_cent():
    assert told({DAY: (90, 500), DAY - timedelta(7): (10, 500)}) == [
        {
            "figure": FIGURE.id, "authority": "all", "count": 90, "of": 500, "share": "18.0",
            "trend": "+80",
        }
    ]  # fmt: skip


def test_without_the_week_before_there_is_no_trend_and_without_staff_no_share():
    assert told({DAY: (9, 50)})[0]["trend"] == ""
    assert told({DAY: (0, 0)})[0]["share"] == ""


def test_a_day_the_record_does_not_have_is_not_known():
    assert told()[0]["count"] == NOT_KNOWN
    assert told({DAY - timedelta(7): (10, 500)})[0]["count"] == NOT_KNOWN
