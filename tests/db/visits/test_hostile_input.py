"""Whatever somebody types, every form answers politely: nothing breaks, nothing runs, nothing is lost."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
import visit_made as visits
import web_made as made
from django.test import Client
from sample import LONG, is_asked

from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import Child, Visit

CANARY = "<script>alert('x')</script><img src=x onerror=alert(1)>\"' onfocus=alert(2) {{7*7}}"
HOSTILE = (
    "", " ", "O’Brien \"Bee\" d'Arc", "🧒🏽👨‍👩‍👧 schön Ωmega עברית عربي",
    "x" * 10_000, "x" * 40_000, CANARY, "\x00", "a\x00b", "\x07\x1b[31m", b"\xed\xa0\x80",
    b"\xff\xfe", "\ufffe", "\u202eabc", "a\r\nb\rc\nd", "=1+1", "@SUM(A1)",
    "-1", "0", "99999999999999999999", "1e309", "NaN", "٣", "²", "2026-11-16", "9.30am", "25:99",
    "null", "None", "True", "[]", "{}", "../../etc/passwd", "%00", "%s%n", "';DROP TABLE x;--",
    "C1", "C2,C1", "in_person", "made", "head_of_service", "kit_call", "yes", "not_recorded",
    "9" * 5000, "١٢", "½",
)  # fmt: skip
FORMS = ("visits", "calls", "contacts")


@pytest.fixture
def noor(sign_in: Callable[[User], Client]) -> Client:
    client = sign_in(visits.worker())
    client.raise_request_exception = False
    return client


@pytest.fixture
def child() -> Child:
    made.adopt()
    (child,) = made.store(made.case("C1"))
    return child


def filled(kind: str, child: Child) -> dict[str, Any]:
    if kind == "visits":
        more = (
            "why", "method_words", "announced", "approved_by", "approved_time", "purpose",
            "next_step", "approved_date-day", "approved_date-month", "approved_date-year",
        )  # fmt: skip
        parts = ("why_not_seen", "seen_alone", "bedroom_seen", "childs_words", "worries")
        return (
            visits.posted(child)
            | dict.fromkeys(more, "")
            | {f"c{child.pk}-{part}": "" for part in parts}
        )
    return visits.posted_call() | (
        {"visit_type": "contact", "agency": "", "seen": "", "observations": "x"}
        if kind == "contacts"
        else {"a_heard_what": "", "a_why_not_child": "", "a_risk_rising_why": ""}
    )


EVERY = 6 if LONG else 24  # each field meets one value in so many


@pytest.mark.parametrize("kind", FORMS)
def test_no_value_in_any_field_breaks_a_form(noor: Client, child: Child, kind: str) -> None:
    sent, address = filled(kind, child), f"/children/C1/{kind}/new/"
    broken = []
    for number, name in enumerate(sent):
        for value in HOSTILE[number % EVERY :: EVERY]:
            step = "save" if number % 2 and value != "" else "check"
            page = noor.post(address, sent | {"step": step, name: value})
            if page.status_code not in (200, 302, 409):
                broken.append((name, value[:40], page.status_code))

    assert not broken


@pytest.mark.parametrize("kind", FORMS)
def test_every_value_in_all_fields_at_once_breaks_no_form(
    noor: Client, child: Child, kind: str
) -> None:
    names = [name for name in filled(kind, child) if name != "step"]

    answers = {
        value[:40]: noor.post(f"/children/C1/{kind}/new/", dict.fromkeys(names, value)).status_code
        for value in HOSTILE
        if is_asked(kind, ascii(value)[:40], one_in=2)
    }

    assert set(answers.values()) == {200}


def test_what_is_typed_as_a_script_is_shown_as_text_on_every_page(
    noor: Client, child: Child
) -> None:
    texts = ["present", "purpose", "next_step"]
    texts += [f"c{child.pk}-{part}" for part in ("observations", "childs_words", "worries")]
    sent = visits.posted(child, **dict.fromkeys(texts, CANARY))

    pages = [noor.post("/children/C1/visits/new/", sent | {"step": s}) for s in ("check", "change")]
    saved = noor.post("/children/C1/visits/new/", sent | {"step": "save"})
    pages += [noor.get(saved.url), noor.get(saved.url.replace("?recorded", "correct/"))]
    pages.append(noor.post("/children/C1/visits/new/", sent | {"step": "save", "present": "x"}))

    for page in pages:
        assert "<script>alert" not in page.content.decode()
        assert "<img src=x" not in page.content.decode()
        assert "onfocus=alert(2) {{7*7}}" in unescape(page.content.decode())


def test_signs_that_cannot_be_stored_are_refused_in_words(noor: Client, child: Child) -> None:
    page = noor.post(
        "/children/C1/visits/new/", visits.posted(child, step="save", purpose="a\x07b")
    )

    assert "has signs in it that cannot be stored. Type it again." in page.content.decode()
    assert not Visit.objects.exists()


def test_a_text_that_is_too_long_is_refused_in_words_and_kept(noor: Client, child: Child) -> None:
    sent = visits.posted(child, step="save", present="long " * 5000)

    page = noor.post("/children/C1/visits/new/", sent)

    assert "must be 20,000 characters or fewer" in page.content.decode()
    assert "long long long" in page.content.decode()


def test_ten_thousand_characters_are_stored_as_they_were_written(
    noor: Client, child: Child
) -> None:
    noor.post(
        "/children/C1/visits/new/", visits.posted(child, step="save", present="wörd🙂" * 2000)
    )

    assert Visit.objects.get().present == "wörd🙂" * 2000


def test_lines_end_alike_wherever_they_were_typed(noor: Client, child: Child) -> None:
    noor.post("/children/C1/visits/new/", visits.posted(child, step="save", present="a\r\nb\rc"))

    assert Visit.objects.get().present == "a\nb\nc"


def test_fields_the_form_does_not_have_are_not_stored(noor: Client, child: Child) -> None:
    extra = {
        "recorded_by": "99", "recorded_at": "2000-01-01", "opening": "forged", "worker_id": "W9",
        "visit_type": "kit_call", "withdrawn": "on", "corrects": "1", "child_id": "99",
    }  # fmt: skip

    noor.post("/children/C1/visits/new/", visits.posted(child, step="save", **extra))

    row = Visit.objects.get()
    assert (row.worker_id, row.visit_type, row.opening, row.withdrawn, row.corrects) == (
        "W1", "visit", "", False, None,
    )  # fmt: skip
    assert (row.recorded_at, row.child) == (made.AT, child)


def test_a_form_that_lost_its_id_still_makes_one_record(noor: Client, child: Child) -> None:
    noor.post("/children/C1/visits/new/", visits.posted(child, step="save", client_id="gone"))

    assert Visit.objects.count() == 1


@pytest.mark.parametrize("kind", FORMS)
def test_no_address_breaks_a_form(noor: Client, child: Child, kind: str) -> None:
    addresses = [f"/children/{c}/{kind}/new/" for c in ("%00", "%ED%A0%80", "C1%00", "x" * 3000)]
    addresses += [f"/children/C1/{kind}/new/?with={w}" for w in ("%00", "C1", ",,,", "x" * 3000)]
    addresses += [f"/children/C1/{kind}/new/?type=%00&step=save&{p}=1" for p in ("recorded", "%00")]
    addresses += ["/children/C1/visits/99999999999999999999/", "/children/C1/visits/0/correct/"]

    assert {noor.get(address).status_code for address in addresses} == {200, 404}
