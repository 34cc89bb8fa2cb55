"""What `policy diff` says of two packs: every part, in words, for whom and from when."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from unit.handbook.reading import Page

from doorstep.handbook import note_page
from doorstep.policy import load_pack
from doorstep.policy.diff import by_whom, diff

EVERYTHING = Path(__file__).parent / "everything"


@pytest.fixture
def own(tmp_path):
    """A copy of the pack, and how to change it."""
    folder = tmp_path / "own"
    shutil.copytree(EVERYTHING, folder)

    def change(file, old, new):
        path = folder / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))
        return folder

    return change


def compared(folder):
    return diff(load_pack(EVERYTHING), load_pack(folder))


@pytest.mark.parametrize(
    ("file", "old", "new", "what", "before", "after", "who"),
    [
        ("duties/cin_visit.yaml", "4 weeks", "3 weeks", "cin_visit: every from 2020-01-01",
         "4 weeks after", "3 weeks after", "children on a child in need plan"),
        ("duties/cin_visit.yaml", "[social_worker]", "[iro]", "cin_visit: who",
         "The social worker", "The independent reviewing officer", "children on a child in need plan"),
        ("duties/cin_visit.yaml", "applies_to: child_in_need_plan", "applies_to: referral",
         "cin_visit: applies to", "Children on a child in need plan", "Children with an open referral",
         "children on a child in need plan and children with an open referral"),
        ("duties/conference.yaml", "who: [conference_chair]", "who: [iro]", "conference: who",
         "The conference chair", "The independent reviewing officer",
         "children on a child protection plan"),
        ("counts/seen.yaml", "method: [video, phone]", "method: [video]",
         "what counts as seen: accepts from 2020-01-01", "by video or phone", "by video,",
         "children with an open case; "),
        ("tiers/tiers.yaml", "more_than: 3", "more_than: 2", "criterion P1: when", "more than 3 times",
         "more than 2 times", "children where going missing"),
        ("tiers/tiers.yaml", "otherwise: vulnerable", "otherwise: priority", "tiers 1: otherwise",
         "“vulnerable”", "“priority”", "every child with an open case"),
        ("rules/no_end.yaml", "in_force_until: 2020-09-30", "in_force_until: 2020-12-31",
         "rule no_end: cases", "until before 30 September 2020", "until before 31 December 2020",
         "everyone concerned with ending a child protection plan"),
        ("procedures/agreement.yaml", "value: 2 working days", "value: 5 working days",
         "procedure agreement: step drafting", "within 2 working days", "within 5 working days",
         "those who take part: the practice manager and the social worker"),
        ("procedures/agreement.yaml", ", makes: visiting_plan", "", "procedure agreement: step agreed",
         "From then on the visiting plan is in force", "Recorded as done: risk assessment",
         "those who take part: the practice manager and the social worker"),
        ("forms/plan.yaml", ", tells: review_date", "", "form plan: field review",
         "tells the day on which what was decided is reviewed", "A date",
         "children on a child protection plan"),
        ("forms/plan.yaml", "kind: arrangement", "kind: text", "form plan: field proposed",
         "How often, how and by whom", "A short answer", "children on a child protection plan"),
        ("wording/opening.yaml", "This visit was", "The visit was", "wording opening: text",
         "This visit was", "The visit was", "everyone who writes a case note"),
        ("services/short_breaks.yaml", "state: suspended", "state: closed",
         "service short_breaks: state from 2020-04-06", "Suspended", "Closed",
         "everyone who uses or offers this service: Short breaks"),
        ("figures/in_time.yaml", "by: [team]", "by: [worker]", "figure in_time: by", "By team",
         "By worker", "those who read the figures: the team manager"),
        ("pack.yaml", "How long a visit takes.", "Nothing.", "policy: silent_on",
         "How long a visit takes", "Nothing", "everyone"),
        ("pack.yaml", "What is best", "What is right", "principle child_first: says", "What is best",
         "What is right", "everyone"),
    ],
)  # fmt: skip
def test_a_difference_in_any_part_is_told_in_words(own, file, old, new, what, before, after, who):
    change = next(c for c in compared(own(file, old, new)) if c.what == what)

    assert before in change.before
    assert after in change.after
    assert change.who.startswith(who)


def test_a_new_value_is_told_from_its_own_day_with_what_stood_before(own):
    folder = own(
        "duties/cin_visit.yaml",
        'clause: "1"}',
        'clause: "1"}, 2022-04-01: {value: 2 weeks, clause: "1a"}',
    )
    file = folder / "duties" / "cin_visit.yaml"
    file.write_text(file.read_text().replace("}, 2022", "}, 2022"))

    [change] = compared(folder)

    assert change.from_day == date(2022, 4, 1)
    assert change.before.startswith("4 weeks")
    assert change.after.startswith("2 weeks")


def test_nothing_changes_before_the_new_pack_is_in_force(own):
    own("duties/cin_visit.yaml", "4 weeks", "3 weeks")
    folder = own("pack.yaml", "in_force_from: 2020-01-01", "in_force_from: 2021-01-01")

    [change] = [c for c in compared(folder) if c.what.startswith("cin_visit")]

    assert (change.what, change.from_day) == ("cin_visit: every from 2021-01-01", date(2021, 1, 1))


def test_a_part_that_is_new_or_gone_is_told_whole(own):
    folder = own("figures/in_time.yaml", "id: in_time", "id: made_in_time")
    (folder / "figures" / "in_time.yaml").rename(folder / "figures" / "made_in_time.yaml")

    new, gone = compared(folder)

    assert (new.what, new.before) == ("figure made_in_time", "")
    assert (gone.what, gone.after) == ("figure in_time", "")
    assert "How much was done in time" in new.after
    assert gone.before == new.after


def test_only_the_sentences_that_differ_are_told(own):
    [change] = compared(own("pack.yaml", "notes: [", "notes: [Something more., "))

    assert (change.before, change.after) == ("", "Something more")


def test_cases_in_another_order_are_a_difference(own):
    folder = own("rules/no_end.yaml", "in_force_from: 2020-04-30\n    ", "")
    file = folder / "rules" / "no_end.yaml"
    head, first, second = file.read_text().replace("  - ", "\0  - ").split("\0")
    before = load_pack(folder)
    file.write_text(head + second + first)

    [change] = diff(before, load_pack(folder))

    assert change.before.startswith("Not allowed")
    assert change.after.startswith("Allowed on conditions")


def test_what_affects_everyone_comes_last(own):
    own("pack.yaml", "How long a visit takes.", "Nothing.")

    groups = by_whom(compared(own("duties/cin_visit.yaml", "4 weeks", "3 weeks")))

    assert list(groups) == ["children on a child in need plan", "everyone"]


def test_the_note_as_a_page_escapes_what_packs_say(own):
    folder = own("duties/cin_visit.yaml", "title: Visit", "title: <script>alert(1)</script> Visit")
    new = load_pack(folder)

    page = Page(text := note_page(load_pack(EVERYTHING), new, compared(folder)))

    assert "script" not in page.tags
    assert "&lt;script&gt;" in text
    assert page.headings[:3] == [1, 2, 3]
    assert page.open == []
