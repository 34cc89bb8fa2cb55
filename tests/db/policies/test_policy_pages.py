"""The policy pages say what the command line says, on any day, to whoever may see the policy."""

import html
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from django.test import Client
from web_made import TODAY, adopt, person

from doorstep.cli.main import group
from doorstep.policy.plain import Said, parts_of
from doorstep.vocabulary import Role
from doorstep.web.accounts.words import OwnRole
from doorstep.web.policies.models import AdoptedPack
from doorstep.web.policies.queries import adoption, stack
from doorstep.web.policies.standing import standing

TAGS = re.compile(r"<[^>]+>")
LABEL = re.compile(r"[A-Z][^.:]{2,90}: ")
NAMED = re.compile(r"\([a-z0-9-]+/\w+\)")  # a part the command names by its id, the page by a link
ENDS = re.compile(r" \[| \(assumed\)| See | From \d| Until \d")


def text_of(page: str) -> str:
    """Return the words of a page, one space between them."""
    return " ".join(html.unescape(TAGS.sub(" ", page)).split())


@pytest.fixture
def reader(sign_in) -> Client:
    """Return the browser of a social worker, under the statute, the standards and the emergency's."""
    adopt()
    return sign_in(person(Role.SOCIAL_WORKER))


def shown_by_the_command(tmp_path: Path, on: date) -> list[str]:
    """Return what `doorstep policy show` prints of the adoption on a day, without its marks."""
    file = tmp_path / "adoption.yaml"
    made = adoption().model_dump(mode="json", by_alias=True, exclude_none=True)
    file.write_text(yaml.safe_dump(made), encoding="utf-8")
    answer = CliRunner().invoke(group, ["policy", "show", str(file), "--as-at", on.isoformat()])
    assert answer.exit_code == 0, answer.output
    return answer.output.splitlines()


def sentences(lines: list[str]) -> list[str]:
    """Return the sentences of the command's rows: without mark, label, days, clause, names of parts."""
    rows = [re.sub(r"^(- |\d+\. )", "", line.strip()) for line in lines if line.startswith("    ")]
    rows = [row.rpartition(": ")[0] if NAMED.search(row) else row for row in rows]
    told = [row.partition(": ")[2] if LABEL.match(row) else row for row in rows]
    cut = (ENDS.split(row)[0] for row in told if not row.startswith("Nothing is in force"))
    return [row for row in cut if len(row) > 12 and not row.endswith(":")]


@pytest.mark.parametrize("on", [TODAY, date(2021, 6, 1), date(2012, 1, 1)])
def test_the_whole_page_says_every_sentence_that_the_command_says(
    reader: Client, tmp_path: Path, on: date
) -> None:
    page = text_of(reader.get("/policy/whole/", {"on": on.isoformat()}).content.decode())
    told = sentences(shown_by_the_command(tmp_path, on))
    others = _of_another_day(on)
    here = [each for each in told if not any(each in line for line in others)]
    assert len(here) > 10
    assert [each for each in here if each not in page] == []


def _of_another_day(on: date) -> list[str]:
    """Return the sentences of the packs not adopted on the day; the page leaves them out."""
    here = {entry.part.name for entry in standing(stack(), on).entries()}
    others = [part for part in parts_of(stack()) if part.name not in here]
    return [line for part in others for row in part.rows for line in _texts(row.said)]


def _texts(told: Iterable[Said]) -> Iterator[str]:
    for said in told:
        yield " ".join(said.text.split())
        yield from _texts(said.parts)


def test_every_part_of_the_packs_in_force_has_a_page_with_its_clauses(reader: Client) -> None:
    for entry in standing(stack(), TODAY).entries():
        name = entry.part.name
        answer = reader.get(f"/policy/{name.kind}/{name.id}/", {"on": TODAY.isoformat()})
        page = text_of(answer.content.decode())
        assert (name, answer.status_code) == (name, 200)
        printed = ("field ", "signature ", "columns")  # of a form, which is shown as it is printed
        told = [s for r in entry.part.rows for s in r.said if not r.key.startswith(printed)]
        for said in told:
            assert " ".join(said.text.split()) in page
            assert said.clause in page


def test_a_pack_stands_there_only_on_its_days(reader: Client) -> None:
    AdoptedPack.objects.filter(pack="worcestershire-2020").update(end_date=date(2026, 10, 1))
    for day, is_there in (("2026-08-31", False), ("2026-09-01", True), ("2026-10-01", False)):
        page = reader.get("/policy/", {"on": day}).content.decode()
        assert ("Service Delivery Protocol" in page) is is_there


def test_a_day_before_every_adoption_says_that_nothing_was_in_force(reader: Client) -> None:
    page = reader.get("/policy/", {"on": "2005-01-01"}).content.decode()
    assert "No policy was in force on 1 Jan 2005" in page
    assert reader.get("/policy/whole/", {"on": "2005-01-01"}).status_code == 404


def test_a_policy_nobody_adopted_yet_says_who_adopts_one(sign_in) -> None:
    browser = sign_in(person(Role.SOCIAL_WORKER))
    page = browser.get("/policy/").content.decode()
    assert "A practice lead sees to it under Administration, Policies" in page
    assert browser.get("/policy/whole/").status_code == 404


def test_the_page_says_who_decided_from_when_and_what_is_suspended(reader: Client) -> None:
    row = AdoptedPack.objects.get(pack="worcestershire-2020")
    row.terms = {
        "suspends": [
            {
                "duty": "practice-standards-2022/cp_visit",
                "from": "2026-11-10",
                "until": "2026-12-10",
                "clause": "Minute 4",
            }
        ]
    }
    row.decided_by, row.note = "Director of Children's Services", "Gold group"
    row.save()
    page = text_of(reader.get("/policy/packs/worcestershire-2020/").content.decode())
    assert "Director of Children's Services" in page
    assert (
        "practice-standards-2022/cp_visit, from 10 Nov 2026 until it resumes on 10 Dec 2026" in page
    )
    duty = "/policy/duty/practice-standards-2022/cp_visit/"
    before = text_of(reader.get(duty, {"on": "2026-11-09"}).content.decode())
    during = text_of(reader.get(duty, {"on": "2026-11-10"}).content.decode())
    assert "suspended" in during.partition("At other times")[0].lower()
    assert "suspended" not in before.partition("At other times")[0].lower()


def test_words_are_found_in_sentences_clauses_and_titles(reader: Client) -> None:
    page = text_of(reader.get("/policy/", {"q": "regulation 28(5)"}).content.decode())
    assert re.search(r"[23] parts of the policy say “regulation 28\(5\)”", page)
    assert "First visit to a child living with a parent" in page
    assert "Adopted packs" not in page


def test_words_that_are_nowhere_say_so(reader: Client) -> None:
    page = text_of(reader.get("/policy/", {"q": "xylophone<script>"}).content.decode())
    assert "Nothing in the policy says “xylophone<script>”" in page


@pytest.mark.parametrize(
    "asked",
    [
        {"on": "2026-02-31"}, {"on": "x" * 500}, {"on-day": "31", "on-month": "2", "on-year": "2026"},
        {"on": "0001-01-01"}, {"on": "9999-12-31"}, {"q": "a" * 5000}, {"q": "\x00"}, {"page": "2"},
    ],
)  # fmt: skip
def test_whatever_is_asked_is_answered(reader: Client, asked: dict[str, str]) -> None:
    for address in ("/policy/", "/policy/whole/", "/policy/packs/england-statutory/"):
        assert reader.get(address, asked).status_code in (200, 404)


def test_a_day_that_is_none_is_said_and_today_is_shown(reader: Client) -> None:
    asked = {"on-day": "31", "on-month": "2", "on-year": "2026"}
    page = text_of(reader.get("/policy/", asked).content.decode())
    assert "The day must be a real date" in page
    assert "In force on 16 Nov 2026" in page


def test_a_part_that_is_not_there_is_not_found(reader: Client) -> None:
    for address in ("duty/x/y/", "nothing/england-statutory/looked_after_visit/", "packs/nobodys/"):
        assert reader.get(f"/policy/{address}").status_code == 404


def test_the_auditor_and_who_is_not_signed_in_do_not_see_the_policy(sign_in) -> None:
    adopt()
    assert sign_in(person(OwnRole.AUDITOR)).get("/policy/").status_code == 403
    assert Client().get("/policy/").status_code == 302


def test_the_pages_are_worked_out_once_for_a_day(
    reader: Client, django_assert_max_num_queries
) -> None:
    first = standing(stack(), TODAY)
    with django_assert_max_num_queries(8):
        reader.get("/policy/")
    assert standing(stack(), TODAY) is first
    assert standing(stack(), TODAY - timedelta(1)) is not first
