"""Every pack as a page: all of it is there, nothing comes from elsewhere, and it can be read by all."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from unit.handbook.reading import Page

from doorstep.handbook import book_of, book_page
from doorstep.policy import find_policy, load_pack, shipped_pack, shipped_packs

EVERYTHING = Path(__file__).parent / "everything"
DAY = date(2020, 9, 1)
ATTACK = "<script>alert(1)</script>"


def everything():
    return load_pack(EVERYTHING)


def page_of(pack, day=DAY):
    return book_page(book_of(pack, day))


@pytest.fixture(scope="module", params=[*shipped_packs(), "everything"])
def rendered(request):
    pack = everything() if request.param == "everything" else shipped_pack(request.param)
    return pack, page_of(pack)


def test_every_part_of_a_pack_has_its_place_and_its_id_is_shown(rendered):
    pack, text = rendered
    ids = set(Page(text).ids)
    parts = {
        "duty": pack.by_id, "counts": pack.counts, "rule": pack.rules, "form": pack.forms,
        "procedure": pack.procedures, "wording": pack.wordings, "service": pack.services,
        "figure": pack.figures, "principle": [p.id for p in pack.head.principles],
        "criterion": [c.id for tiers in pack.tier_sets for c in tiers.criteria],
    }  # fmt: skip

    missing = [
        f"{kind}-{name}" for kind, of in parts.items() for name in of if f"{kind}-{name}" not in ids
    ]

    assert missing == []
    assert [n for of in parts.values() for n in of if f"<code>{n}</code>" not in text] == []


def test_every_clause_of_a_dated_value_is_shown(rendered):
    pack, text = rendered
    shown = re.sub(r"&#3[49];|&quot;", '"', text).replace("&amp;", "&")

    clauses = [
        v.clause.replace("'", '"') for duty in pack.duties for _, _, v in duty.dated_values()
    ]

    assert [clause for clause in clauses if clause not in shown] == []


def test_nothing_is_fetched_and_no_script_runs(rendered):
    _, text = rendered
    page = Page(text)

    assert not re.search(r"""(src|href)\s*=\s*["']?\s*(https?:)?//""", text)
    assert not re.search(r"@import|url\(", text)
    assert not {"script", "iframe", "object", "img", "link"} & set(page.tags)
    assert [name for name, _ in page.attributes if name.startswith("on")] == []


def test_headings_never_skip_a_level_and_there_is_one_of_the_first(rendered):
    levels = Page(rendered[1]).headings

    assert levels.count(1) == 1
    assert [b for a, b in zip(levels, levels[1:], strict=False) if b > a + 1] == []


def test_ids_are_unique_and_links_lead_somewhere(rendered):
    page = Page(rendered[1])

    assert sorted(i for i in set(page.ids) if page.ids.count(i) > 1) == []
    assert [link for link in page.links if link.removeprefix("#") not in page.ids] == []


def test_every_picture_has_a_title_and_a_description(rendered):
    page = Page(rendered[1])

    assert [ids for ids in page.pictures if len(ids) != 2 or not set(ids) <= set(page.ids)] == []
    assert page.tags.count("title") == len(page.pictures) + 1


def test_a_page_has_landmarks_a_language_and_a_way_past_the_contents(rendered):
    _, text = rendered
    page = Page(text)

    assert '<html lang="en-GB">' in text
    assert {"header", "nav", "main", "footer"} <= set(page.tags)
    assert page.links[0] == "#main"
    assert page.tags.count("table") == page.tags.count("caption")
    assert page.open == []


def test_the_table_at_a_glance_says_what_holds_on_the_day_asked_about():
    lines = {
        day: next(line for line in book_of(everything(), day).glance if line.name.id == "cp_visit")
        for day in (date(2020, 3, 31), date(2020, 4, 1))
    }

    before, after = (line.often[0] for line in lines.values())
    assert (before.then, before.first_assumed, before.then_assumed) == (
        "every 10 working days",
        True,
        False,
    )
    assert before.first == "within 5 working days of the start of the child protection plan"
    assert (after.first, after.then, after.clause) == ("suspended", "suspended", "2(b)")
    assert lines[date(2020, 4, 1)].who == "The social worker; in some cases the team manager"


def test_examples_show_before_on_and_after_the_due_day_and_what_does_not_count():
    [*others, last] = book_of(everything(), DAY).examples.pictures["cp_visit"]

    assert [p.kind for p in others] == [
        "On the day it is due",
        "Once it is overdue",
        "While it is suspended",
    ]
    assert last.kind == "What does not count"
    assert [m.shape for m in last.line.marks] == ["start", "not_counted", "due", "asked"]
    assert (
        "9 September 2020: it does not count, because the bedroom was not seen" in last.line.words
    )
    assert "14 September 2020: it is due" in last.line.words


def test_a_golden_test_that_does_not_hold_is_counted_and_shown_nowhere(tmp_path):
    folder = tmp_path / "own"
    shutil.copytree(EVERYTHING, folder)
    file = folder / "duties" / "cp_visit.test.yaml"
    file.write_text(file.read_text().replace("status: overdue", "status: upcoming"))

    text = page_of(load_pack(folder))

    assert "5 worked examples, of which 1 do not hold" in text
    assert "On the Tuesday it is overdue" not in text


def test_golden_tests_that_cannot_be_read_leave_the_rest_of_the_book(tmp_path):
    folder = tmp_path / "own"
    shutil.copytree(EVERYTHING, folder)
    (folder / "duties" / "cp_visit.test.yaml").write_text("name: no list")

    text = page_of(load_pack(folder))

    assert "worked example" not in text
    assert "duty-cp_visit" in Page(text).ids


def test_what_a_pack_says_stays_text(tmp_path):
    folder = tmp_path / "own"
    shutil.copytree(EVERYTHING, folder)
    for file in folder.rglob("*.yaml"):
        lines = re.sub(r"^title: .*", f'title: "{ATTACK}"', file.read_text(), flags=re.MULTILINE)
        file.write_text(lines.replace("name: on the Monday", f"name: {ATTACK}"))
    file = folder / "rules" / "no_end.yaml"
    file.write_text(file.read_text().replace("The plan stays.", ATTACK))

    text = page_of(load_pack(folder))

    assert "script" not in Page(text).tags
    assert text.count("&lt;script&gt;") > 20


def test_a_day_still_to_come_is_said_to_be_so():
    there, ahead = (book_page(book_of(everything(), DAY, ahead=ahead)) for ahead in (False, True))

    assert "As it stands on <time" in there
    assert "which way, as it stands on 1 September 2020" in there
    assert "As it will stand on <time" in ahead
    assert "which way, as it will stand on 1 September 2020" in ahead


def test_a_stack_shows_the_examples_of_its_packs():
    stack = find_policy("england-statutory+practice-standards-2022")
    alone = book_of(shipped_pack("practice-standards-2022"), DAY).examples
    below = book_of(shipped_pack("england-statutory"), DAY).examples

    found = book_of(stack, DAY).examples

    duties = {f"practice-standards-2022/{duty}" for duty in alone.pictures}
    assert duties | {f"england-statutory/{duty}" for duty in below.pictures} == set(found.pictures)
    assert found.pictures["practice-standards-2022/cp_visit"] == alone.pictures["cp_visit"]
    assert found.total == alone.total + below.total
    assert found.tests["duties/england-statutory/looked_after_visit"] > 0
    assert "each by itself" in page_of(stack)


def adopted(tmp_path, *more):
    shutil.copytree(EVERYTHING, tmp_path / "everything")
    file = tmp_path / "adoption.yaml"
    packs = ["  - {pack: everything, from: 2020-01-01}", *more]
    file.write_text("\n".join(["authority: Nobody", "adopted:", *packs]))
    return find_policy(str(file))


def test_an_adoption_shows_no_example_of_which_it_says_otherwise(tmp_path):
    suspends = "{duty: everything/cp_visit, from: 2020-09-12, clause: '1'}"
    stack = adopted(
        tmp_path,
        f"  - {{pack: worcestershire-2020, from: 2020-03-23, suspends: [{suspends}]}}",
    )
    kinds = {p.kind for p in book_of(stack, DAY).examples.pictures["everything/cp_visit"]}
    before = {p.kind for p in book_of(everything(), DAY).examples.pictures["cp_visit"]}

    assert not kinds & {"On the day it is due", "Once it is overdue"}
    assert before >= {"On the day it is due", "Once it is overdue"}


def test_a_pack_adopted_twice_has_its_examples_counted_once(tmp_path):
    own = book_of(everything(), DAY).examples
    found = book_of(adopted(tmp_path, "  - {pack: everything, from: 2025-01-01}"), DAY).examples

    assert (found.total, found.failed) == (own.total, 0)
    assert len(found.pictures) == 2 * len(own.pictures)


def test_a_stack_of_adopted_packs_can_be_read_as_a_book_too():
    text = page_of(find_policy("england-statutory+practice-standards-2022"), date(2022, 2, 1))
    page = Page(text)

    assert "duty-practice-standards-2022-cp_visit" in page.ids
    assert [link for link in page.links if link.removeprefix("#") not in page.ids] == []
