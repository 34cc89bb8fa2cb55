"""Packs that cannot be used say where and what to do."""

import shutil
from pathlib import Path

import pytest

from doorstep.policy import PackError, load_pack, shipped_packs
from doorstep.policy.strict_yaml import YamlError, read

SHIPPED = Path(__file__).parents[3] / "src" / "doorstep" / "packs"


@pytest.fixture
def pack(tmp_path):
    shutil.copytree(SHIPPED / "practice-standards-2022", tmp_path / "own")
    return tmp_path / "own"


def problems(folder):
    with pytest.raises(PackError) as found:
        load_pack(folder)
    return found.value.problems


def changed(folder, file, before, after):
    path = folder / file
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))


CP = "duties/cp_visit.yaml"


@pytest.mark.parametrize(
    ("file", "before", "after", "told"),
    [
        (CP, "who:", "whom:", "cp_visit.yaml, line 12: whom: not a word of the pack language"),
        (CP, "10 working days", "ten working days", "is not a duration"),
        (CP, "10 working days", "0 working days", "is not a duration"),
        (CP, "10 working days", "10 fortnights", "is not a duration"),
        (CP, '    clause: Appendix 1, row "CP"\n', "", "clause: is missing"),
        (CP, "child_protection_plan\n", "protection_plan\n", "applies_to"),
        (CP, "2020-11-01", "1 November 2020", "every"),
        (CP, "counts: actual_visit", "counts: some_visit", "counts `some_visit` has no file"),
        (CP, "supersedes: [cin_visit]", "supersedes: [cla]", "supersedes `cla`, which is not in"),
        (CP, "id: cp_visit", "id: plan_visit", "name the file plan_visit.yaml"),
        (CP, "    clause:", "    assumed: true\n    clause:", "needs a `reason:`"),
        ("counts/actual_visit.yaml", "fact: high_risk", "fact: very_high_risk", "fact"),
        ("counts/actual_visit.yaml", "{fact: high_risk}", "{fact: high_risk, is: unborn}", "exactly one"),
        ("counts/actual_visit.yaml", "[in_person]", "[in_person, hologram]", "method"),
        ("pack.yaml", "layer: local", "layer: parish", "layer"),
    ],
)  # fmt: skip
def test_a_wrong_word_fails_the_load_with_file_line_and_what_to_do(pack, file, before, after, told):
    changed(pack, file, before, after)

    found = problems(pack)

    assert any(told in problem for problem in found), found


def test_every_problem_is_told_at_once(pack):
    changed(pack, CP, "who:", "whom:")
    changed(pack, "duties/cin_visit.yaml", "who:", "whom:")

    assert len(problems(pack)) == 2


def test_a_duty_with_no_value_at_all_is_refused(pack):
    (pack / "duties" / "empty.yaml").write_text(
        "id: empty\ntitle: t\napplies_to: referral\ncounts: actual_visit\n"
    )

    assert "exactly one of: `first`/`every`" in problems(pack)[0]


def test_a_stranger_folder_is_refused(pack):
    (pack / "dutys").mkdir()

    assert "dutys/ (with nothing): not a folder of a pack" in problems(pack)[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\nb: 2\na: 3\n", "line 3: `a` is written twice; keep one"),
        ("a: [1\n", "line 2"),
        ("a: 2021-02-30\n", "day is out of range"),
    ],
)
def test_bad_yaml_names_the_file_and_the_line(tmp_path, text, told):
    file = tmp_path / "bad.yaml"
    file.write_text(text)

    with pytest.raises(YamlError, match=told) as found:
        read(file)

    assert "bad.yaml" in str(found.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("010", "010"),
        ("24:00", "24:00"),
        ("10", 10),
        ("1.5", "1.5"),
        ("~", None),
    ],
)
def test_the_surprises_of_yaml_1_1_are_off(tmp_path, text, value):
    file = tmp_path / "plain.yaml"
    file.write_text(f"a: {text}\n")

    assert read(file).data == {"a": value}


def test_every_shipped_part_is_in_the_list():
    """A part that is lost in a move of files must not go unseen."""
    listed = (Path(__file__).parent / "shipped_parts.txt").read_text().split()
    found = [
        f"{name}/{file.relative_to(SHIPPED / name).with_suffix('')}"
        for name in shipped_packs()
        for file in sorted((SHIPPED / name).glob("*/*.yaml"))
        if not file.name.endswith(".test.yaml")
    ]

    assert found == listed
