"""Packs that are wrong in ways nobody meant: named with file and line, never a crash or a lost duty."""

import os
import shutil

import pytest
from attack.attacks import (
    CP,
    DAY,
    PS22,
    SHIPPED,
    TOUR,
    does_not_crash,
    duty,
    in_a_process,
    pack,
    run,
    says_why_not,
)

OWN = SHIPPED.joinpath(CP).read_text()
SHARE = (
    "id: {}\ntitle: t\nclause: c\napplies_to: child_protection_plan\n"
    "share: {{of: {}, at_least: 1, among: 2, needs: {{seen_alone: true}}}}\n"
)
TEST = "- {name: n, as_at: 2022-01-31, given: {}, expect: []}\n"


def due(made):
    return run("due", TOUR, "--policy", made, *DAY)


def timely(made):
    return run("timeliness", TOUR, "--policy", made, "--from", "2021-01-01", "--to", "2022-02-01")


@pytest.mark.parametrize(
    "files",
    [
        {"duties__zz": duty("supersedes: [zz]")},
        {
            "duties__cp_visit": OWN.replace("[cin_visit]", "[zz]"),
            "duties__zz": duty("supersedes: [cp_visit]"),
        },
        {
            "duties__aa": duty("supersedes: [bb]", name="aa"),
            "duties__bb": duty("supersedes: [cc]", name="bb"),
            "duties__cc": duty("supersedes: [aa]", name="cc"),
        },
    ],
    ids=["itself", "two", "three"],
)
def test_duties_that_supersede_one_another_in_a_circle_are_refused(tmp_path, files):
    says_why_not(due(pack(tmp_path, **files)), "supersede")


@pytest.mark.parametrize(
    "files",
    [
        {"duties__sh": SHARE.format("sh", "sh")},
        {"duties__sh": SHARE.format("sh", "si"), "duties__si": SHARE.format("si", "sh")},
        {"duties__sh": SHARE.format("sh", "cp_visit"), "duties__si": SHARE.format("si", "sh")},
        {"duties__sh": SHARE.format("sh", "cp_visit").replace("clause: c\n", "")},
    ],
    ids=["of itself", "of each other", "of a share", "without a clause"],
)
def test_a_share_that_says_nothing_is_refused(tmp_path, files):
    says_why_not(due(pack(tmp_path, **files)), "share")


@pytest.mark.parametrize(
    "more",
    [
        "first: {2011-04-01: {value: 99999999999 days, clause: c}}",
        "first: {2011-04-01: {value: 3000000 days, clause: c}}",
        "first: {2011-04-01: {value: 9999 years, clause: c}}",
        "first: {2011-04-01: {value: 30000 working days, clause: c}}",
        "when: {since: child_protection_plan, at_least: 9999 years}",
        "when: {age: {at_least: 99999}}",
        "when: {age: {under: 8500}}",
        "anchor: {not_before: 9999-12-31}",
    ],
)
@pytest.mark.parametrize("ask", [due, timely])
def test_a_length_nobody_lives_to_see_is_refused_or_harmless(tmp_path, more, ask):
    does_not_crash(ask(pack(tmp_path, duties__zz=duty(more))))


@pytest.mark.parametrize("length", ["99999999999 days", "9999 years", "30000 working days"])
def test_policy_check_survives_a_length_written_also_as_nonsense(tmp_path, length):
    text = duty().replace("clause: c", f"clause: c, also_written: {length}")
    does_not_crash(run("policy", "check", pack(tmp_path, duties__zz=text), *DAY))


@pytest.mark.parametrize("when", ["{is: ~}", "{not: ~}", "{all: ~}", "{age: ~}"])
def test_a_condition_whose_word_says_nothing_is_refused(tmp_path, when):
    says_why_not(due(pack(tmp_path, duties__zz=duty(f"when: {when}"))), "zz.yaml, line 7")


@pytest.mark.parametrize(
    "when",
    [
        "{all: []}",
        "{any: []}",
        "{fact: rag, value: []}",
        "{fact: rag, value: [purple]}",
        "{placement: []}",
        "{event: missing, within: 3 days, more_than: -1}",
        "{age: {at_least: -5}}",
        "{age: {at_least: 10, under: 5}}",
    ],
)
def test_a_condition_that_can_never_hold_is_named_by_the_check(tmp_path, when):
    result = run("policy", "check", pack(tmp_path, duties__zz=duty(f"when: {when}")), *DAY)

    does_not_crash(result)
    told = result.output.splitlines()
    assert any("zz" in line and "[golden]" not in line and "[floor]" not in line for line in told)


@pytest.mark.parametrize(
    "where",
    ["duties/cp_visit.yml", "duties/cp_visit.YAML", "duties/more/cp_visit.yaml", "cp_visit.yaml",
     "rules/cp_visit.yaml"],
)  # fmt: skip
def test_a_duty_in_a_file_that_is_not_read_is_told(tmp_path, where):
    made = pack(tmp_path)
    (made / where).parent.mkdir(exist_ok=True)
    shutil.move(made / CP, made / where)

    says_why_not(due(made), "cp_visit")


def test_a_pack_without_a_duty_is_refused(tmp_path):
    made = pack(tmp_path)
    for folder in ("duties", "rules", "procedures", "forms", "figures"):
        shutil.rmtree(made / folder)

    says_why_not(run("policy", "check", made), "dut")


def test_a_pack_that_lost_its_duties_but_not_its_rules_is_warned_of(tmp_path):
    made = pack(tmp_path)
    shutil.rmtree(made / "duties")

    assert "no duty: under this pack nothing is ever due" in run("policy", "check", made).stdout


def test_a_bomb_of_anchors_is_refused_soon(tmp_path):
    lines = "c0: &c0 {is: care_order}\n" + "".join(
        f"c{n}: &c{n} {{any: [{', '.join([f'*c{n - 1}'] * 10)}]}}\n" for n in range(1, 9)
    )
    made = pack(tmp_path, duties__zz=lines + duty("when: *c8"))
    done = in_a_process("policy", "check", made)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("depth", [300, 1_000, 20_000])
def test_a_condition_nested_deep_is_refused_in_a_short_sentence(tmp_path, depth):
    when = "{not: " * depth + "{is: care_order}" + "}" * depth
    result = due(pack(tmp_path, duties__zz=duty(f"when: {when}")))

    says_why_not(result, "zz.yaml")
    assert max(len(line) for line in result.stderr.splitlines()) < 300


def test_a_mapping_of_fifty_thousand_keys_is_refused_soon(tmp_path):
    made = pack(tmp_path, duties__zz="".join(f"k{n}: 1\n" for n in range(50_000)))
    done = in_a_process("policy", "check", made)

    assert done.returncode == 2


def test_a_rule_of_two_gigabytes_is_refused_at_once(tmp_path):
    made = pack(tmp_path)
    with (made / CP).open("wb") as file:
        file.truncate(2_000_000_000)
    done = in_a_process("policy", "check", made)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("kind", ["folder", "link to itself", "named pipe"])
def test_a_rule_that_is_no_file_is_refused(tmp_path, kind):
    made = pack(tmp_path)
    path = made / CP
    path.unlink()
    make = {
        "folder": path.mkdir,
        "link to itself": lambda: path.symlink_to(path.name),
        "named pipe": lambda: os.mkfifo(path),
    }
    make[kind]()
    done = in_a_process("policy", "check", made, seconds=30)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_policy_of_an_endless_name_is_refused():
    says_why_not(run("policy", "check", "a" * 5_000))


@pytest.mark.parametrize(
    "text",
    [
        "- hello\n",
        "- 3\n",
        "-\n",
        TEST.replace("as_at: 2022-01-31, ", ""),
        TEST.replace("2022-01-31", "tomorrow"),
        TEST.replace("2022-01-31", "5"),
        TEST.replace("expect: []", "expect: 3"),
        TEST.replace("expect: []", "expect: [cp_visit]"),
        TEST.replace("expect: []", "intervals: [cp_visit]"),
        TEST.replace("expect: []", "known_on: soon"),
        "- {1: 2, name: n, as_at: 2022-01-31}\n",
        "a: b\n",
    ],
)
@pytest.mark.parametrize("command", ["test", "check"])
def test_a_golden_test_written_wrong_is_told_and_not_a_crash(tmp_path, text, command):
    made = pack(tmp_path)
    (made / "duties" / "cp_visit.test.yaml").write_text(text)
    result = run("policy", command, made)

    does_not_crash(result)
    if command == "test":
        assert result.exit_code != 0
        assert "cp_visit" in result.output


def test_a_golden_test_of_a_child_born_in_9990_is_no_crash(tmp_path):
    made = pack(tmp_path)
    text = TEST.replace("given: {}", "given: {born: 9990-12-31}")
    (made / "duties" / "cp_visit.test.yaml").write_text(text)

    does_not_crash(run("policy", "test", made))


def test_a_golden_test_that_expects_nothing_does_not_hold(tmp_path):
    made = pack(tmp_path)
    (made / "duties" / "cp_visit.test.yaml").write_text("- {name: n, as_at: 2022-01-31}\n")

    assert run("policy", "test", made).exit_code == 1


def test_a_wrong_word_in_a_golden_test_is_told_in_our_words(tmp_path):
    made = pack(tmp_path)
    text = TEST.replace("given: {}", "given: {events: [{event: missing, event_date: 2022-01-06}]}")
    (made / "duties" / "cp_visit.test.yaml").write_text(text)

    assert "pydantic" not in run("policy", "test", made).output


PLACEMENT = (
    "id: cla_visit\ntitle: t\napplies_to: placement\ncounts: actual_visit\nwho: [social_worker]\n"
)
EVERY = "every: {{2021-04-01: {{value: {}, clause: c}}}}"
FIRST = "first: {{2021-04-01: {{value: {}, clause: c}}}}"
YEAR = "{since: placement, under: 1 year}"


def held_against_the_statute(tmp_path, text):
    """Return what the check says of a pack with one duty."""
    made = tmp_path / "own"
    shutil.copytree(SHIPPED, made)
    shutil.rmtree(made / "duties")
    (made / "duties").mkdir()
    (made / "duties" / "cla_visit.yaml").write_text(PLACEMENT + text + "\n")
    return run("policy", "check", made, "--floor", "england-statutory", *DAY).output.splitlines()


def test_a_phase_is_not_held_against_a_stretch_in_which_it_cannot_hold(tmp_path):
    text = f"phases: [{{when: {YEAR}, {EVERY.format('6 weeks')}}}, {{{EVERY.format('12 weeks')}}}]"
    told = held_against_the_statute(tmp_path, text)

    assert not any("12 weeks can fall" in line and "[first year" in line for line in told)


def test_a_first_visit_later_than_the_statute_allows_is_told(tmp_path):
    told = held_against_the_statute(
        tmp_path, f"{FIRST.format('9 months')}\n{EVERY.format('5 weeks')}"
    )

    assert any(line.startswith(("WARNING", "ERROR")) and "9 months" in line for line in told)


@pytest.mark.parametrize("days", ["-5", "9" * 30])
def test_due_soon_days_are_a_few_days(tmp_path, days):
    made = pack(tmp_path)
    head = made / "pack.yaml"
    head.write_text(
        head.read_text().replace("layer: local", f"layer: local\ndue_soon_days: {days}")
    )

    says_why_not(due(made), "due_soon_days")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n",
        "hello\n",
        OWN + "---\na: 1\n",
        "id: !!python/object/apply:os.system ['id']\n",
        OWN + "? [a, b]\n: 1\n",
        OWN + "when: &a {any: [*a]}\n",
        "<<: {id: x}\n" + OWN,
        OWN + "\0",
    ],
)
def test_what_is_not_a_duty_is_refused(tmp_path, text):
    says_why_not(due(pack(tmp_path, duties__cp_visit=text)), "cp_visit.yaml")


@pytest.mark.parametrize("at", ["--policy"])
def test_a_folder_without_pack_yaml_is_refused(tmp_path, at):
    says_why_not(run("due", TOUR, at, tmp_path, *DAY), "pack.yaml")


def test_a_pack_with_the_id_of_a_shipped_one_does_not_take_its_place(tmp_path):
    made = pack(tmp_path, duties__cp_visit=OWN.replace("10 working days", "1 day"))

    assert due(made).stdout != run("due", TOUR, *PS22, *DAY).stdout
    assert "2022-01-31" in run("due", TOUR, *PS22, *DAY).stdout
