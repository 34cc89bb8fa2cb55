"""Packs for an outage: for whom, of whom, what they say, and that only their words open them."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import web_made as made
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from django.test import Client
from pypdf import PdfReader

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.accounts.words import OwnRole
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import (
    Answer,
    BreakGlass,
    Child,
    Obligation,
    Restriction,
    StaffWarning,
)
from doorstep.web.running.jobs import PACKS
from doorstep.web.running.models import Job, OutagePack, OutageWords
from doorstep.web.running.outage.contents import Pack, pack_for
from doorstep.web.running.outage.making import file_of, make_packs
from doorstep.web.running.outage.words import LONGEST, drawn, word_list, words_of
from doorstep.web.running.worker import StoppedError, Worker

DAY = made.TODAY.isoformat()


@pytest.fixture
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    settings.OUTAGE, settings.OUTAGE_RING = str(tmp_path), "Emergency duty team, 01632 960001"
    return tmp_path


@pytest.fixture
def noor() -> User:
    made.adopt()
    made.store(
        made.case("C1", seen=(made.TODAY - timedelta(20),)),
        made.case("C2", seen=(made.TODAY - timedelta(1),)),
        made.case("C9", worker_id="W2", worker="Lee Varga"),
    )
    who = made.person(Role.SOCIAL_WORKER, name="Noor Calloway", worker_id="W1")
    StaffWarning.objects.create(
        child=Child.objects.get(child_id="C1"), words="A loose dog", start_date=made.TODAY,
        recorded_at=made.AT, recorded_by=who,
    )  # fmt: skip
    return who


def _pack(user: User) -> Pack | None:
    return pack_for(made.access(user))


def _make() -> int:
    return make_packs(at=made.AT, step=lambda _: None)


def _text(folder: Path, user: User) -> str:
    words = words_of(user.pk)
    assert words is not None
    file = folder / DAY / f"{user.username}.pdf"
    reader = PdfReader(io.BytesIO(file.read_bytes()), password=words[0])
    return "\n".join(page.extract_text() for page in reader.pages)


def test_a_pack_says_whom_where_why_what_to_beware_of_and_whom_to_ring(
    noor: User, folder: Path
) -> None:
    made.person(Role.TEAM_MANAGER, name="Mona Reyes", in_team=made.team("East"))

    assert _make() == 2

    text = " ".join(_text(folder, noor).split())
    for said in (
        "Child C1", "Warning: A loose dog", "4 Elm Road, Eastmarch, ZZ11AA", "overdue by",
        "In person: Counts", "Last seen 27 Oct 2026", "Mona Reyes (team manager)",
        "Emergency duty team, 01632 960001", "to 23 Nov 2026", "Day and time", "Child C2",
    ):  # fmt: skip
        assert said in text, said
    assert "Child C9" not in text


def test_who_must_be_seen_stands_before_whose_decision_is_late(noor: User) -> None:
    made.store(made.case("C3", seen=(made.TODAY - timedelta(15),)))
    late = Answer.objects.get(child__child_id="C1")
    late.explanation["decisions"] = late.explanation["obligations"]
    late.save()
    Obligation.objects.filter(child=late.child, is_decision=True).delete()
    Obligation.objects.filter(child=late.child).update(is_decision=True)

    pack = _pack(noor)

    assert pack is not None
    assert [sheet.child_id for sheet in pack.sheets] == ["C3", "C2", "C1"]


def test_without_the_words_nothing_of_it_can_be_read(noor: User, folder: Path) -> None:
    _make()
    file = folder / DAY / f"{noor.username}.pdf"

    reader = PdfReader(io.BytesIO(file.read_bytes()))

    assert reader.is_encrypted
    assert not reader.decrypt("sword-march-sing-ticket-bow-joy")
    for secret in (b"Elm Road", b"Noor", b"loose"):
        assert secret not in file.read_bytes()


def test_a_managers_pack_has_the_whole_team_and_an_authority_wide_role_none(noor: User) -> None:
    manager = made.person(Role.TEAM_MANAGER, in_team=made.team("East"))
    head = made.person(Role.HEAD_OF_SERVICE)

    pack = _pack(manager)

    assert pack is not None
    assert set(pack.child_ids) == {"C1", "C2", "C9"}
    assert _pack(head) is None


def test_a_restricted_child_is_only_in_the_packs_of_whom_it_names(noor: User) -> None:
    manager = made.person(Role.TEAM_MANAGER, in_team=made.team("East"))
    restricted = Restriction.objects.create(
        child=Child.objects.get(child_id="C1"), reason="x", start_date=made.TODAY,
        placed_by=manager, placed_at=made.AT,
    )  # fmt: skip
    restricted.named.add(manager)

    own, of_team = _pack(noor), _pack(manager)

    assert own is not None
    assert (own.child_ids, own.restricted) == (("C2",), 1)
    assert of_team is not None
    assert "C1" in of_team.child_ids


def test_broken_glass_puts_a_child_in_no_pack(noor: User) -> None:
    child = Child.objects.get(child_id="C9")
    BreakGlass.objects.create(
        child=child, user=noor, reason="x", start_at=made.AT - timedelta(hours=1),
        end_at=made.AT + timedelta(hours=3),
    )  # fmt: skip
    Restriction.objects.create(
        child=Child.objects.get(child_id="C1"), reason="x", start_date=made.TODAY, placed_by=noor,
        placed_at=made.AT,
    )  # fmt: skip
    BreakGlass.objects.create(
        child=Child.objects.get(child_id="C1"), user=noor, reason="x", start_at=made.AT,
        end_at=made.AT + timedelta(hours=3),
    )  # fmt: skip

    pack = _pack(noor)

    assert pack is not None
    assert pack.child_ids == ("C2",)


def test_a_closed_account_has_none_and_loses_the_one_it_had(noor: User, folder: Path) -> None:
    _make()
    noor.is_active = False
    noor.save()

    _make()

    assert not (folder / DAY / f"{noor.username}.pdf").exists()
    assert not OutagePack.objects.filter(user=noor).exists()


def test_a_worker_that_was_stopped_goes_on_and_makes_each_once(noor: User, folder: Path) -> None:
    made.person(Role.SOCIAL_WORKER, worker_id="W2")
    steps: list[int] = []

    def stopped(_: str) -> None:
        steps.append(1)
        if len(steps) > 1:
            raise StoppedError

    with pytest.raises(StoppedError):
        make_packs(at=made.AT, step=stopped)
    assert _make() == 1

    assert len(list((folder / DAY).iterdir())) == 2
    assert AuditEvent.objects.filter(action="make_outage_pack").count() == 2
    event = AuditEvent.objects.get(action="make_outage_pack", subject_id=str(noor.pk))
    assert sorted(event.detail["children"]) == ["C1", "C2"]


def test_a_pack_whose_row_cannot_be_stored_leaves_no_file(
    noor: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(**_: object) -> None:
        raise OSError

    monkeypatch.setattr("doorstep.web.running.outage.making.audit.record", refused)

    with pytest.raises(OSError), transaction.atomic():  # noqa: PT011
        _make()

    assert list((folder / DAY).iterdir()) == []
    assert not OutagePack.objects.exists()


def test_old_packs_are_taken_away(noor: User, folder: Path, settings: LazySettings) -> None:
    settings.OUTAGE_DAYS = 2
    for back in (1, 2, 9):
        (folder / (made.TODAY - timedelta(back)).isoformat()).mkdir()
    (folder / "not-ours").mkdir()

    _make()

    left = {each.name for each in folder.iterdir()}
    assert left == {DAY, (made.TODAY - timedelta(1)).isoformat(), "not-ours"}


def test_the_worker_makes_them_once_a_day_and_a_folder_that_is_away_is_tried_again(
    noor: User, folder: Path, settings: LazySettings
) -> None:
    settings.OUTAGE = str(folder / "gone")
    worker = Worker(clock=lambda: made.AT, jobs=(PACKS,))

    assert worker.once() == []
    assert Job.objects.get(name="outage_packs").failures == 1
    settings.OUTAGE = str(folder)
    Job.objects.update(not_before=None)
    assert worker.once() == ["outage_packs"]
    assert worker.once() == []


def test_words_are_six_of_ours_and_fit_every_reader() -> None:
    assert len(word_list()) == len(set(word_list())) > 2_000
    for _ in range(200):
        words = drawn()
        assert len(words) <= LONGEST
        assert set(words.split("-")) <= set(word_list())
        assert words.count("-") == 5


def test_one_sees_ones_own_words_after_showing_who_one_is(noor: User, folder: Path) -> None:
    client = Client()
    client.post("/account/login/", {"login": noor.username, "password": made.PASSWORD})
    assert "You have no words yet" in client.get("/account/outage-words/").text

    assert client.post("/account/outage-words/").status_code == 302
    page = client.get("/account/outage-words/").text
    words = words_of(noor.pk)
    assert words is not None
    assert words[0] in page
    assert words[0] not in OutageWords.objects.get().words  # kept encrypted
    _make()
    client.post("/account/outage-words/")
    page = client.get("/account/outage-words/").text
    assert words[0] not in page
    assert AuditEvent.objects.filter(action="renew_outage_words").count() == 2


def test_who_only_has_the_browser_is_asked_who_they_are(
    noor: User, sign_in: Callable[[User], Client]
) -> None:
    answer = sign_in(noor).get("/account/outage-words/")

    assert answer.status_code == 302
    assert "/account/again/" in answer["Location"]


def test_the_manager_sees_as_of_when_the_packs_of_the_team_are(
    noor: User, folder: Path, sign_in: Callable[[User], Client]
) -> None:
    east, west = made.team("East"), made.team("West")
    made.person(Role.SOCIAL_WORKER, name="Ann Other-Team", in_team=west)
    noor.roles.update(team=east)
    manager = sign_in(made.person(Role.TEAM_MANAGER, name="Mona Reyes", in_team=east))
    assert "No pack has been made yet" in manager.get("/outage-packs/").text

    _make()
    page = manager.get("/outage-packs/").text

    assert "Noor Calloway" in page
    assert "16 Nov 2026 at 9.30am" in page
    assert "Ann Other-Team" not in page
    everybody = sign_in(made.person(OwnRole.ADMINISTRATOR)).get("/outage-packs/").text
    assert "Ann Other-Team" in everybody


def test_a_deputys_pack_has_the_children_of_whom_they_act_for(noor: User) -> None:
    from doorstep.web.accounts.models import Deputy

    lee = made.person(Role.SOCIAL_WORKER, worker_id="W7")
    assert _pack(lee) is None
    Deputy.objects.create(
        user=lee, acts_for=noor, start_date=made.TODAY, end_date=made.TODAY + timedelta(7),
        given_by=noor,
    )  # fmt: skip

    pack = _pack(lee)

    assert pack is not None
    assert set(pack.child_ids) == {"C1", "C2"}


@pytest.mark.parametrize("twice", [OutagePack, OutageWords])
def test_the_database_keeps_one_of_each(noor: User, twice: type) -> None:
    told = {"user": noor, "made_at": made.AT}
    more = {"words": "x"} if twice is OutageWords else {
        "day": made.TODAY, "children": 1, "lines": 1, "file": "x",
    }  # fmt: skip
    twice.objects.create(**told, **more)  # type: ignore[attr-defined]
    with pytest.raises(IntegrityError), transaction.atomic():
        twice.objects.create(**told, **more)  # type: ignore[attr-defined]


def test_the_database_keeps_no_empty_words(noor: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        OutageWords.objects.create(user=noor, words="", made_at=made.AT)


def test_nobodys_username_is_the_name_of_another_persons_file() -> None:
    odd = User(pk=7, username="a/b")
    sly = User(pk=8, username="Person-7")
    assert (file_of(odd), file_of(sly)) == ("person-7.pdf", "person-8.pdf")
