"""While nothing may be changed, pages are read, and a change keeps what was typed."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import web_made as made
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import StaffWarning
from doorstep.web.running import mode
from doorstep.web.running.models import Job, ReadOnlyTime
from doorstep.web.running.worker import Worker, machine_time

WORDS = "A loose dog & a <broken> step"


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    mode.forget()
    yield
    mode.forget()


@pytest.fixture
def noor(sign_in: Callable[[User], Client]) -> Client:
    made.adopt()
    made.store(made.case("C1"))
    return sign_in(made.person(Role.SOCIAL_WORKER, worker_id="W1"))


def _begin(minutes: int = 10) -> None:
    mode.begin(why="We upgrade.", at=made.AT, lasting=timedelta(minutes=minutes))


def test_a_page_is_read_says_so_and_its_read_is_told_to_the_log(noor: Client) -> None:
    _begin()
    before = AuditEvent.objects.filter(action="read_child").count()

    answer = noor.get("/children/C1/")

    assert answer.status_code == 200
    assert "Nothing can be changed for now" in answer.text
    assert "16 Nov 2026 at 9.40am" in answer.text
    assert AuditEvent.objects.filter(action="read_child").count() == before + 1


def test_a_change_is_refused_with_what_was_typed_and_when_to_try_again(noor: Client) -> None:
    _begin()

    answer = noor.post("/children/C1/warnings/", {"do": "add", "words": WORDS, "client_id": "1"})

    assert answer.status_code == 503
    assert answer["Retry-After"] == "300"
    assert "At 16 Nov 2026 at 9.40am, press the button" in answer.text
    assert 'name="words" value="A loose dog &amp; a &lt;broken&gt; step"' in answer.text
    assert 'name="client_id" value="1"' in answer.text
    assert not StaffWarning.objects.exists()
    assert "We upgrade." in answer.text


def test_afterwards_the_same_is_saved(noor: Client) -> None:
    _begin()
    noor.post("/children/C1/warnings/", {"do": "add", "words": WORDS})
    mode.end(at=made.AT)

    assert noor.post("/children/C1/warnings/", {"do": "add", "words": WORDS}).status_code == 302
    assert StaffWarning.objects.get().words == WORDS
    assert "Nothing can be changed" not in noor.get("/children/C1/").text


def test_another_process_is_asked_for_each_change(noor: Client) -> None:
    noor.get("/children/C1/")  # this process now knows for some seconds that all is as always
    ReadOnlyTime.objects.create(why="Said elsewhere.", began_at=made.AT)

    assert noor.post("/children/C1/warnings/", {"do": "add", "words": WORDS}).status_code == 503


def test_people_can_still_sign_in_and_out() -> None:
    user = made.person()
    _begin()
    client = Client()

    answer = client.post("/account/login/", {"login": user.username, "password": made.PASSWORD})

    assert answer.status_code == 302
    assert client.get("/").status_code == 200
    assert client.post("/account/logout/").status_code == 302


def test_a_password_is_never_kept_on_the_page(noor: Client) -> None:
    _begin()

    answer = noor.post("/account/password/", {"oldpassword": "canary", "password1": "canary"})

    assert answer.status_code == 503
    assert "canary" not in answer.text


def test_a_program_is_told_as_data(noor: Client) -> None:
    _begin()

    answer = noor.post("/api/v1/visits", {}, content_type="application/json")

    assert answer.status_code in {
        401,
        404,
        503,
    }  # who has no token, or no such page, learns no more
    assert answer["Content-Type"] == "application/problem+json"


def test_the_worker_says_that_it_lives_and_changes_nothing_else() -> None:
    made.adopt()
    _begin()

    assert Worker(clock=lambda: made.AT).once() == []
    assert [job.name for job in Job.objects.all()] == ["worker"]

    mode.end(at=made.AT)
    assert "sweep" in Worker(clock=lambda: made.AT).once()


def test_the_command_says_why_and_ends_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="Say why"):
        call_command("read_only", "on")
    call_command("read_only", "on", "--why", "We move house.", "--minutes", "5")
    assert "Read-only: We move house." in capsys.readouterr().out
    with pytest.raises(CommandError, match="already"):
        call_command("read_only", "on", "--why", "Again.")
    call_command("read_only", "off")
    with pytest.raises(CommandError, match="not read-only"):
        call_command("read_only", "off")

    done = AuditEvent.objects.filter(action="change_read_only").order_by("pk")
    assert [each.detail["done"] for each in done] == ["begun", "ended"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"why": ""},
        {"why": "x", "stands": False},
        {"why": "x", "stands": True, "ended_at": made.AT},
    ],
)
def test_the_database_refuses_half_a_read_only_time(wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadOnlyTime.objects.create(began_at=made.AT, **wrong)


def test_the_database_keeps_one_at_a_time() -> None:
    ReadOnlyTime.objects.create(why="x", began_at=made.AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadOnlyTime.objects.create(why="y", began_at=made.AT)


# --- a clock that cannot be right ---------------------------------------------------------------------


@pytest.fixture
def real_clock(settings: LazySettings) -> None:
    settings.CLOCK = ""


@pytest.mark.usefixtures("real_clock")
def test_a_clock_that_jumped_back_records_nothing_and_says_so(noor: Client) -> None:
    now = machine_time()
    _event(at=now + timedelta(hours=3))  # the log was there already

    answer = noor.post("/children/C1/warnings/", {"do": "add", "words": WORDS})

    assert answer.status_code == 503
    assert "The clock of this service is wrong" in answer.text
    assert WORDS.split("&")[0] in answer.text
    assert not StaffWarning.objects.exists()
    assert Worker(clock=machine_time).once() == []


@pytest.mark.usefixtures("real_clock")
def test_a_clock_far_ahead_of_the_workers_last_work_is_doubted() -> None:
    made.adopt()
    Job.objects.create(name="sweep", done_at=machine_time() - timedelta(31))

    assert Worker(clock=machine_time).once() == []

    call_command("clock_is_right", "--yes")
    assert "sweep" in Worker(clock=machine_time).once()


@pytest.mark.usefixtures("real_clock")
def test_after_a_wrong_future_somebodys_word_lets_the_work_go_on() -> None:
    made.adopt()
    later = machine_time() + timedelta(400)
    _event(at=later)
    Job.objects.create(name="sweep", done_at=later, held_until=later, held_by="x", not_before=later)

    assert Worker(clock=machine_time).once() == []
    call_command("clock_is_right")
    assert Worker(clock=machine_time).once() == []  # without --yes it only asks
    call_command("clock_is_right", "--yes")

    assert "sweep" in Worker(clock=machine_time).once()
    assert AuditEvent.objects.filter(action="confirm_clock").count() == 1


def _event(*, at: object) -> None:
    from doorstep.web.audit.services import record

    with transaction.atomic():
        record(action="export", subject="list", by=None, at=at)  # type: ignore[arg-type]
