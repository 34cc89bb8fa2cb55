"""A worker's number is not kept for ever: a year after the outing it goes, and the log knows how many."""

from datetime import datetime, timedelta
from pathlib import Path

import outing_made as outing
import pytest
import web_made as made
from django.conf import LazySettings

from doorstep.web.audit.models import AuditEvent
from doorstep.web.governance.nightly import forgetting, forgetting_wanted
from doorstep.web.governance.schedule import SHIPPED
from doorstep.web.outings.models import Outing

NUMBER = "07700 900123"
YEAR = timedelta(365)


@pytest.fixture
def here() -> outing.Cast:
    found = outing.cast()
    row = outing.go(found, telephone=NUMBER)
    outing.out(row, found.noor, at=found.away(40))
    outing.go(found, by=found.ben, telephone="07700 900456", buddy=None)  # and nobody ended it
    return found


def numbers() -> list[str]:
    return list(Outing.objects.order_by("pk").values_list("telephone", flat=True))


def events() -> list[dict[str, object]]:
    rows = AuditEvent.objects.filter(action="forget_numbers").order_by("pk")
    return list(rows.values_list("detail", flat=True))


def tidy(at: datetime) -> int:
    assert forgetting_wanted(at) is not None
    return forgetting(at, lambda _: None)


def test_a_year_after_the_outing_ended_the_number_is_blank_and_the_log_told_once(
    here: outing.Cast,
) -> None:
    assert tidy(here.away(40) + YEAR) == 0
    assert numbers() == [NUMBER, "07700 900456"]

    assert tidy(here.away(41) + YEAR) == 1
    assert numbers() == ["", "07700 900456"]
    assert tidy(here.away(61) + YEAR) == 1  # expected back, and never said to be out
    assert numbers() == ["", ""]

    assert [detail["entries"] for detail in events()] == [1, 1]
    assert NUMBER not in str(events())
    assert forgetting_wanted(here.away(62) + YEAR) is None
    assert Outing.objects.count() == 2


def test_the_authoritys_schedule_may_say_otherwise(
    here: outing.Cast, settings: LazySettings, tmp_path: Path
) -> None:
    shipped = Path(forgetting.__code__.co_filename).parent / SHIPPED
    own = tmp_path / "own.yaml"
    own.write_text(shipped.read_text().replace("telephone_days: 365", "telephone_days: 28"))
    settings.RETENTION = str(own)

    assert tidy(made.AT + timedelta(27)) == 0
    assert tidy(made.AT + timedelta(29)) == 2
    assert numbers() == ["", ""]
