"""Local incidence: published files read row by row, stored once, and shown for where a child lives."""

from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
import web_made as made
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from doorstep.web.accounts.words import OwnRole
from doorstep.web.audit.models import AuditEvent
from doorstep.web.decisions.incidence import incidence_for
from doorstep.web.decisions.incidence_file import NotRatesError, Rate, read_rates, written
from doorstep.web.decisions.models import Incidence
from doorstep.web.decisions.services.incidence import store_rates

ON = made.TODAY
DASHBOARD = (
    "areaType,areaName,areaCode,date,newCasesBySpecimenDateRollingRate\n"
    "ltla,Eastmarch,E07000998,2026-11-12,\n"
    "ltla,Eastmarch,E07000998,2026-11-08,241.7\n"
    "ltla,Eastmarch,E07000998,2026-11-01,198.25\n"
    "ltla,Farland,E07000999,2026-11-08,88\n"
)


def read(text, on=ON):
    return read_rates(text.encode(), file="rates.csv", on=on)


def stored(*rates, source="the dashboard"):
    return store_rates(
        [Rate(a, "", w, Decimal(r)) for a, w, r in rates], source=source, by=None, at=made.AT
    )


@pytest.fixture
def child():
    made.adopt()
    made.team("East", "Eastmarch")
    return made.store(made.case("C1"))[0]


@pytest.fixture
def visitor(sign_in):
    return sign_in(made.person(OwnRole.ADMINISTRATOR))


# --- the file ---------------------------------------------------------------------------------------


def test_the_dashboards_own_columns_are_known():
    found = read(DASHBOARD)

    assert found.rates[0] == Rate("Eastmarch", "E07000998", date(2026, 11, 8), Decimal("241.7"))
    assert [(r.row, r.field, r.why) for r in found.refused] == [(2, "rate", "is not there yet")]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (",2026-11-08,3", "area"),
        ("East,8 Nov,3", "week ending"),
        ("East,2026-11-30,3", "week ending"),
        ("East,2026-02-30,3", "week ending"),
        ("East,2026-11-08,many", "rate"),
        ("East,2026-11-08,-1", "rate"),
        ("East,2026-11-08,NaN", "rate"),
        ("East,2026-11-08,1e9", "rate"),
        (f"{'x' * 201},2026-11-08,3", "area"),
        ("East", "week ending"),
    ],
)
def test_a_bad_row_is_told_by_row_and_field_and_the_good_ones_go_on(row, field):
    found = read(
        f"area,week ending,rate per 100,000\n{row}\nWest,09/11/2026,4\n".replace(
            "100,000", "100000"
        )
    )

    assert [(r.file, r.row, r.field) for r in found.refused] == [("rates.csv", 2, field)]
    assert found.rates == (Rate("West", "", date(2026, 11, 9), Decimal("4.0")),)


@pytest.mark.parametrize("text", ["", "area,date\nEast,2026-11-08\n", "<html></html>"])
def test_a_file_without_the_columns_is_refused_and_says_which(text):
    with pytest.raises(NotRatesError, match="no column for: .*rate"):
        read(text)


def test_a_file_that_is_no_text_is_refused():
    with pytest.raises(NotRatesError, match="CSV file"):
        read_rates(b"\xff\xfe\x00bad", file="rates.csv", on=ON)


def test_what_was_read_is_read_again_as_it_was():
    rates = read(DASHBOARD).rates

    assert read(written(rates)).rates == rates


# --- where a child lives -----------------------------------------------------------------------------


def test_the_figure_is_of_the_locality_of_the_childs_team(child):
    stored(("EASTMARCH ", ON - timedelta(8), "241.7"), ("Anyshire", ON - timedelta(1), "99"))

    figure = incidence_for(child, on=ON)

    assert figure.words == (
        "EASTMARCH: 241.7 in 100,000 people in the week to 8 Nov 2026 (the dashboard)."
    )


def test_without_one_of_the_locality_it_is_that_of_the_authority(child):
    stored(("Anyshire", ON - timedelta(1), "99"))

    assert incidence_for(child, on=ON).area == "Anyshire"


def test_without_any_there_is_none(child):
    stored(("Farland", ON, "99"))

    assert incidence_for(child, on=ON) is None


@pytest.mark.parametrize(("days", "old"), [(14, False), (15, True)])
def test_a_figure_more_than_14_days_old_is_said_to_be(child, days, old):
    stored(("Eastmarch", ON - timedelta(days), "99"))

    figure = incidence_for(child, on=ON)

    assert figure.is_old is old
    assert ("14 days old" in figure.words) is old


def test_a_later_week_does_not_count_on_an_earlier_day(child):
    stored(("Eastmarch", ON, "50"), ("Eastmarch", ON - timedelta(7), "40"))

    assert incidence_for(child, on=ON - timedelta(1)).rate == 40


def test_of_one_week_what_was_stored_last_holds_and_the_first_is_kept(child):
    stored(("Eastmarch", ON, "50"))
    stored(("Eastmarch", ON, "55"))

    assert incidence_for(child, on=ON).rate == 55
    assert Incidence.objects.count() == 2


def test_the_same_stored_twice_is_stored_once():
    assert stored(("Eastmarch", ON, "50"), ("Eastmarch", ON, "50")) == 1
    assert stored(("Eastmarch", ON, "50")) == 0
    assert AuditEvent.objects.filter(action="store_incidence").count() == 1


def test_nothing_stored_is_ever_changed():
    stored(("Eastmarch", ON, "50"))

    for change in (Incidence.objects.all().delete, lambda: Incidence.objects.update(rate=1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


# --- the page and the command -------------------------------------------------------------------------


def upload(visitor, text):
    file = SimpleUploadedFile("rates.csv", text.encode(), content_type="text/csv")
    told = {"step": "read", "file": file, "source": "the dashboard"}
    return visitor.post(reverse("incidence"), told)


def test_a_file_is_shown_before_it_is_stored_and_then_stored(child, visitor):
    page = upload(visitor, DASHBOARD)

    assert "3 rates can be used" in page.content.decode()
    assert "No team is in it" in page.content.decode()
    assert not Incidence.objects.exists()

    rates = page.context["rates"] if page.context else written(read(DASHBOARD).rates)
    told = {"step": "store", "rates": rates, "source": "the dashboard"}
    done = visitor.post(reverse("incidence"), told, follow=True).content.decode()
    assert "3 rates stored" in done
    assert "241.7" in done
    assert Incidence.objects.count() == 3
    assert "Nothing new" in visitor.post(reverse("incidence"), told, follow=True).content.decode()


def test_a_wrong_file_and_none_are_refused_on_the_page(visitor):
    assert "no column for" in upload(visitor, "a,b\n1,2\n").content.decode()
    page = visitor.post(reverse("incidence"), {"step": "read", "source": "x"}).content.decode()
    assert "Choose a file" in page
    assert 'href="#id_file"' in page


def test_a_file_too_large_for_a_page_is_refused(visitor):
    assert "larger than 1 MB" in upload(visitor, DASHBOARD + "x" * 1_000_000).content.decode()


def test_a_rate_is_stored_by_hand(child, visitor):
    told = {
        "step": "add", "area": "Eastmarch", "week_ending-day": "8", "week_ending-month": "11",
        "week_ending-year": "2026", "rate": "12.5", "source": "Public health team",
    }  # fmt: skip
    page = visitor.post(reverse("incidence"), told, follow=True).content.decode()

    assert "1 rate stored" in page
    assert incidence_for(child, on=ON).rate == Decimal("12.5")
    wrong = visitor.post(reverse("incidence"), told | {"rate": "lots"}).content.decode()
    assert "The rate must be a number" in wrong


def test_only_administrators_and_practice_leads_open_the_page(sign_in):
    assert sign_in(made.person()).get(reverse("incidence")).status_code == 403
    lead = sign_in(made.person(OwnRole.PRACTICE_LEAD))
    assert lead.get(reverse("incidence")).status_code == 200
    assert "Local incidence" in lead.get(reverse("administration")).content.decode()


def test_the_command_stores_the_good_rows_and_names_the_bad(tmp_path):
    file = tmp_path / "rates.csv"
    file.write_text(DASHBOARD)
    out, err = StringIO(), StringIO()

    call_command("import_incidence", file, "--source", "the dashboard", stdout=out, stderr=err)

    assert "3 rates read, 3 new" in out.getvalue()
    assert "rates.csv, row 2: rate is not there yet" in err.getvalue()
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_incidence", tmp_path / "none.csv")
