"""What is wrong with a pack is said in the words of someone who writes one, not of a program."""

import pytest

from doorstep.policy import PackError, load_pack
from doorstep.policy.load import head_of

HEAD = """id: town
version: "1"
title: Our policy
cite: Our policy
issuer: Our council
layer: local
in_force_from: 2026-09-01
"""
DUTY = """id: cp_visit
title: A visit
applies_to: child_protection_plan
every:
  2026-09-01:
    value: 10 working days
    clause: section 4
counts: seen
who: [social_worker]
"""
COUNTS = """id: seen
title: Seen
values:
  2026-09-01:
    clause: section 5
    accepts:
      - {visit_type: [visit], method: [in_person]}
"""


@pytest.fixture
def town(tmp_path):
    folder = tmp_path / "town"
    for name, text in (("pack", HEAD), ("duties/cp_visit", DUTY), ("counts/seen", COUNTS)):
        file = folder / f"{name}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


def problems(folder, before, after, file="duties/cp_visit"):
    path = folder / f"{file}.yaml"
    assert before in path.read_text()
    path.write_text(path.read_text().replace(before, after, 1))
    with pytest.raises(PackError) as found:
        load_pack(folder)
    return found.value.problems


def test_the_pack_is_right_to_begin_with(town):
    assert [d.id for d in load_pack(town).duties] == ["cp_visit"]


AT = "duties/cp_visit.yaml, line "


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("10 working days", "ten days", f"{AT}6: every.2026-09-01.value: 'ten days' is not a"),
        ("10 working days", "none", "; or `suspended` or `ends` where nothing is owed"),
        ("10 working days", "[5 days]", "every.2026-09-01.value: one length, not a list"),
        ("10 working days", "10", "'10' is not a duration"),
        ("10 working days", "~", "says nothing: write a length"),
        ("[social_worker]", "social_worker", f"{AT}9: who: must be a list, such as [a, b]"),
        ("A visit", "5", f"{AT}2: title: must be a text; write it in quotes"),
        ("A visit", "[a, b]", "title: one word, not a list"),
        ("A visit", "", "title: says nothing: fill it in"),
        ("who:", "own_clock: maybe\nwho:", "own_clock: must be `true` or `false`"),
        ("clause: section 4", "not_after: soon\n    clause: c", "not_after: must be a day, such as"),
        ("  2026-09-01:", "  1 Sept:", f"{AT}5: every.1 Sept: must be a day, such as"),
        ("    clause: section 4\n", "", f"{AT}5: every.2026-09-01.clause: is missing; write it"),
        ("id: cp_visit", "id: cp-visit", "small letters, digits and _, such as cp_visit"),
        ("who:", "share: {of: a, at_least: b, needs: {}}\nwho:", "must be a whole number"),
        ("who:", "anchor: strat\nwho:", "it must be one of start, referral, placement"),
        ("who:", "anchor: {later_of: [start]}\nwho:", "anchor.later_of: needs at least 2"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_plain_words_with_its_file_and_line(town, before, after, told):
    found = problems(town, before, after)

    assert len(found) == 1
    assert told in found[0]
    assert not any(
        word in found[0] for word in ("datetime", "tuple", "Tuple", "Input", "dictionary")
    )


def test_values_without_a_day_are_told_to_be_words_and_values(town):
    [found] = problems(
        town, "  2026-09-01:\n    value: 10 working days\n    clause: section 4", "  x"
    )

    assert "every: must be made of words and values" in found


@pytest.mark.parametrize(
    ("given", "near"),
    [("carer_leaver", "care_leaver"), ("Child protection plans", "child_protection_plan")],
)
def test_of_many_words_the_nearest_are_shown(town, given, near):
    [found] = problems(town, "applies_to: child_protection_plan", f"applies_to: {given}")

    assert f"did you mean {near}" in found
    assert "docs/pack-language.md lists all" in found
    assert "self_isolation" not in found


def test_a_word_near_to_none_sends_to_the_list(town):
    [found] = problems(town, "[social_worker]", "[qqq]")

    assert "not a word known here; docs/pack-language.md lists all" in found
    assert "did you mean" not in found


def test_of_few_words_all_are_shown(town):
    [found] = problems(town, "layer: local", "layer: parish", "pack")

    assert found.startswith("pack.yaml, line 6: layer: ")
    assert "one of statute, national, local, emergency" in found


def test_a_list_is_not_called_too_short_because_its_item_is_wrong(town):
    found = problems(town, "method: [in_person]", "method: [hologram]", "counts/seen")

    assert len(found) == 1
    assert "counts/seen.yaml, line 7: values.2026-09-01.accepts.0.method.0: not a word" in found[0]


def test_an_empty_list_needs_one(town):
    text = "\n      - {visit_type: [visit], method: [in_person]}"

    [found] = problems(town, text, " []", "counts/seen")

    assert "accepts: needs at least one" in found


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a\n", "hello\n"])
def test_a_file_is_called_empty_if_it_is(town, text):
    [found] = problems(town, DUTY, text)

    assert found.startswith(f"{AT}1: the file: empty, or not made of words and values")


def test_a_file_that_says_much_is_not_called_empty(town):
    [found] = problems(town, "who:", "share: {of: a, half: true, needs: {}}\nwho:")

    assert found.startswith(f"{AT}1: the file: a duty has exactly one of")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("A visit", "A visit: at home", "line 2: mapping values are not allowed"),
        ("A visit", "A visit: at home", "a text with a colon in it needs quotes around it"),
        ("    value:", "\tvalue:", "line 6: tabs are not allowed; use spaces"),
        ("A visit", "@home", "line 2: a text that begins with `@` needs quotes"),
        ("A visit", "'A visit", "a quote is opened and not closed"),
        ("2026-09-01", "2026-09-31", "line 5: 2026-09-31 is no day"),
    ],
)
def test_what_is_no_yaml_is_told_with_folder_file_line_and_what_to_do(town, before, after, told):
    [found] = problems(town, before, after)

    assert found.startswith(AT)
    assert told in found


def test_what_a_pack_says_of_itself_is_read_whatever_its_other_files_say(town):
    (town / "duties" / "cp_visit.yaml").write_text("a: b: c\n")

    assert head_of(town).id == "town"
    (town / "pack.yaml").write_text("id: town\n")
    with pytest.raises(PackError, match=r"town: pack.yaml, line 1: in_force_from: is missing"):
        head_of(town)
