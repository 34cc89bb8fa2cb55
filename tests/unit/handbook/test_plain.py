"""A policy in plain words: each kind of thing a pack can say, said."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from doorstep.engine import answer
from doorstep.handbook.glance import line_of
from doorstep.policy import load_pack
from doorstep.policy.condition import Condition
from doorstep.policy.counts import Counts, Needs
from doorstep.policy.duty import Share
from doorstep.policy.plain import parts_of
from doorstep.policy.plain.circumstances import children, circumstance, whom
from doorstep.policy.plain.duties import duty_part, share_in_words
from doorstep.policy.plain.names import listed, roles, ways
from doorstep.policy.plain.ways import counts_part, needs_in_words
from doorstep.reports.golden_given import given

EVERYTHING = Path(__file__).parent / "everything"
POLICIES = Path(__file__).parents[2] / "policies"


@pytest.fixture(scope="module")
def parts():
    return {part.name.anchor: part for part in parts_of(load_pack(EVERYTHING))}


def said(parts, anchor, key):
    row = next(row for row in parts[anchor].rows if row.key == key)
    return [s.text for s in row.said]


@pytest.mark.parametrize(
    ("anchor", "key", "expected"),
    [
        (
            "duty-cin_visit",
            "every",
            "A visit or call is due within 4 weeks of the start of the child in need plan, and again"
            " within 4 weeks of each visit or call that counts.",
        ),
        (
            "duty-cp_visit",
            "first",
            "A visit or call is due within 5 working days of the start of the child protection plan.",
        ),
        (
            "duty-after_call",
            "first",
            "A visit or call is due within 24 hours of the event, each time anew: a disclosure in a"
            " keep-in-touch call or distress in a keep-in-touch call.",
        ),
        (
            "duty-between",
            "first",
            "Before the first review conference in the child protection plan nothing is owed. From each"
            " review conference until the day before the next, a visit or call is due once; while the"
            " date of the next is not known, within 3 months of the last review conference.",
        ),
        (
            "duty-placed",
            "phases[0].first",
            "A visit or call is due within 1 week of the start of the placement and the notification of"
            " the placement, whichever is later, while it is less than 12 months since the placement"
            " began.",
        ),
        (
            "duty-written_up",
            "record_within",
            "Each visit is written up within 2 working days of it.",
        ),
        (
            "duty-conference",
            "every",
            "The next review conference is due within 6 months of each review conference.",
        ),
        (
            "duty-alone",
            "share",
            "At least every other visit or call must be so: the child being seen alone. The visits or"
            " calls are those of:",
        ),
        (
            "duty-cp_visit",
            "relax",
            "The head of service may agree to less, at most 4 weeks, where the child's agreement is"
            " recorded.",
        ),
        (
            "duty-cp_visit",
            "lets",
            "Emergency policies may let it fall later or accept more, at most 3 weeks, and may suspend"
            " it.",
        ),
        (
            "duty-cp_visit",
            "missing_fact",
            "Where a disability is recorded and no other duty applies, the child cannot be judged until"
            " it is recorded either way: being open to review.",
        ),
        ("duty-conference", "counts", "A review conference."),
        (
            "duty-placed",
            "counting",
            "The day it is counted from is itself counted, as day 1. Working days are Monday to Friday;"
            " bank holidays are counted as well. In weeks every day is counted, weekends and bank"
            " holidays too.",
        ),
        (
            "criterion-H1",
            "when",
            "Holds where a disclosure in a keep-in-touch call is on record, until the child has been seen"
            " in person and a manager has decided.",
        ),
        ("form-plan", "field attending", "Yes or no; required before it is handed on."),
        ("service-short_breaks", "state", "Open as usual. As always."),
        (
            "figure-in_time",
            "measure",
            "How much was done in time, of children on a child protection plan.",
        ),
    ],
)
def test_each_kind_of_thing_is_said_in_a_sentence(parts, anchor, key, expected):
    assert said(parts, anchor, key)[0] == expected


def test_dated_values_follow_one_another_and_suspended_is_said(parts):
    row = next(row for row in parts["duty-cp_visit"].rows if row.key == "every")

    assert [(s.since, s.until) for s in row.said] == [
        (date(2020, 1, 1), date(2020, 4, 1)),
        (date(2020, 4, 1), date(2020, 7, 1)),
        (date(2020, 7, 1), None),
    ]
    assert row.said[0].text.endswith("The policy also writes 2 weeks; 10 working days governs.")
    assert row.said[1].text == "Suspended: nothing falls due until it resumes."
    assert [s.clause for s in row.said] == ["2(a)", "2(b)", "2(a)"]


def test_who_visits_when_is_said_with_its_day(parts):
    assert said(parts, "duty-cp_visit", "who") == [
        "The social worker.",
        "While the child is not born yet: the team manager, from 1 February 2020.",
    ]


def test_ways_that_count_are_said_one_by_one(parts):
    row = next(row for row in parts["counts-seen"].rows if row.key == "accepts")

    assert [part.text for part in row.said[0].parts] == [
        "A visit in person at home or in the garden.",
        "A visit by video or phone, if the head of service has agreed by the time of the visit, where"
        " high risk is not recorded and the rating is not red. Beside it is written: a case note.",
        "A keep-in-touch call made by the independent reviewing officer, if a plan agreed by the"
        " independent reviewing officer allows it that day.",
    ]
    assert [part.assumed for part in row.said[0].parts] == [False, False, True]


def test_a_step_says_who_does_what_where_it_leads_and_what_is_written(parts):
    rows = [row for row in parts["procedure-agreement"].rows if row.key == "step with_manager"]
    signs, returns = rows[0].said[0].parts

    assert signs.text == (
        "The practice manager signs it off with a signature, which nobody gives on their own work, if"
        " “Attending school?” is answered yes. Then step 3: Agreed."
    )
    assert signs.parts[0].text == (
        "The social worker writes a case note: The plan; sent to the independent reviewing officer."
    )
    assert returns.text.endswith(
        "telling the reason. Then step 1: The social worker writes the plan."
    )


@pytest.mark.parametrize(
    ("condition", "so", "not_so"),
    [
        ({"is": "looked_after"}, "is looked after (under 18", "is not looked after (under 18"),
        ({"is": "unborn"}, "the child is not born yet", "the child is born"),
        ({"is": "care_order"}, "a full or interim care order is in force", "no care order is in force"),
        ({"fact": "attending_school", "value": ["no"]}, "is recorded as “no”", "is not recorded as “no”"),
        ({"fact": "domestic_abuse", "holder": ["parent", "carer"]},
         "domestic abuse of a parent or carer is recorded",
         "domestic abuse of a parent or carer is not recorded"),
        ({"event": "missing"}, "going missing is on record, however", "going missing is not on record"),
        ({"event": "missing", "within": "28 days"}, "on record in the last 28 days", "not on record in"),
        ({"event": "kit_disclosure", "until": ["seen"]}, "until the child has", "is not waiting"),
        ({"placement": ["P1", "U1"]}, "the placement is P1 or U1", "placement is not P1 or U1"),
        ({"age": {"at_least": 5, "under": 16}}, "is 5 or over and under 16", "is not 5 or over"),
        ({"since": "placement", "under": "1 year"}, "less than 12 months", "12 months or more since"),
        ({"since": "placement", "at_least": "1 year"}, "12 months or more since", "less than 12 months"),
        ({"before_first": "looked_after_review", "of": "placement"},
         "the first looked after review in the placement is still to come", "has been held"),
        ({"all": [{"is": "unborn"}, {"any": [{"is": "placement"}, {"is": "shielding"}]}]},
         "the child is not born yet and (a placement is open or the household is shielding)",
         "the child is born or (a placement is not open and the household is not shielding)"),
    ],
)  # fmt: skip
def test_a_condition_is_said_and_turned_round(condition, so, not_so):
    plain = Condition.model_validate(condition)
    turned = Condition.model_validate({"not": condition})

    assert so in circumstance(plain)
    assert not_so in circumstance(turned)
    assert circumstance(Condition.model_validate({"not": {"not": condition}})) == circumstance(
        plain
    )


@pytest.mark.parametrize(
    ("spell", "when", "expected"),
    [
        ("child_protection_plan", None, "children on a child protection plan"),
        ("care_leaver", {"fact": "living_alone"}, "care leavers living alone"),
        (
            "looked_after",
            {"all": [{"is": "placed_with_parents"}, {"fact": "rag", "value": ["red"]}]},
            "children who are looked after, placed with parents and rated red",
        ),
        (
            "looked_after",
            {"any": [{"is": "foster_placement"}, {"age": {"under": 5}}]},
            "children who are looked after and either in a foster placement or aged under 5",
        ),
        (
            "looked_after",
            {"placement": ["P1"]},
            "children who are looked after, where the code of the placement is P1",
        ),
    ],
)
def test_whom_something_concerns_is_said(spell, when, expected):
    assert whom(spell, Condition.model_validate(when) if when else None) == expected


def test_whom_a_condition_alone_describes_is_said():
    both = Condition.model_validate({"all": [{"is": "care_leaver"}, {"fact": "living_alone"}]})

    assert children(both) == "care leavers living alone"
    assert children(None) == "every child with an open case"


def test_words_stand_in_lists_as_people_say_them():
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert roles(["iro", "other_agency"]) == "the independent reviewing officer or another agency"
    assert ways(["in_person", "video", "phone"]) == "in person, by video or phone"


@pytest.mark.parametrize(
    ("needs", "expected"),
    [
        ({"announced": False, "place": ["home"]}, "a visit not announced at home"),
        (
            {"announced": True, "not_place": ["school"]},
            "a visit announced beforehand not at school",
        ),
        (
            {"visit_type": ["contact"], "seen": True, "seen_alone": True, "bedroom_seen": True},
            "a contact, the child being seen, the child being seen alone, the bedroom being seen",
        ),
    ],
)
def test_what_a_contact_must_have_been_like_is_said(needs, expected):
    assert needs_in_words(Needs.model_validate(needs)) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        ({"half": True}, "at least half of the visits"),
        ({"among": 2}, "at least every other visit"),
        ({"at_least": 2, "among": 3}, "at least 2 in any 3 visits one after another"),
    ],
)
def test_a_share_is_said(share, expected):
    found = Share.model_validate({"of": "cp_visit", "needs": {"seen_alone": True}, **share})

    assert share_in_words(found, load_pack(POLICIES / "half-at-home")) == expected


def test_a_share_of_contacts_speaks_of_contacts(tmp_path):
    shutil.copytree(EVERYTHING, tmp_path / "own")
    file = tmp_path / "own" / "counts" / "seen.yaml"
    told = file.read_text().replace("[visit]", "[contact]").replace("kit_call", "contact")
    file.write_text(told)
    pack = load_pack(tmp_path / "own")
    share = pack.by_id["alone"]
    row = next(r for r in duty_part(share, pack).rows if r.key == "share")

    assert row.label == "How many of the contacts"
    assert row.said[0].text == (
        "At least every other contact must be so: the child being seen alone. The contacts are those of:"
    )
    assert line_of(share, "", pack, date(2020, 9, 1)).often[0].then == (
        "at least every other contact: the child being seen alone"
    )


def test_what_is_owed_once_between_events_is_said_so_at_a_glance():
    pack = load_pack(EVERYTHING)

    [often] = line_of(pack.by_id["between"], "", pack, date(2020, 9, 1)).often
    [before] = line_of(pack.by_id["between"], "", pack, date(2019, 9, 1)).often

    assert often.first == (
        "Before the first review conference in the child protection plan nothing is owed"
    )
    assert often.then == (
        "once from each review conference until the day before the next; within 3 months of the last"
        " review conference, while the date of the next is not known"
    )
    assert (often.clause, before.first) == ("6", "not yet asked for")


def test_what_is_said_of_once_between_events_is_so():
    pack = load_pack(POLICIES / "bedroom-between-conferences")
    plan = {"kind": "child_protection_plan", "start_date": date(2022, 1, 3)}
    held = [{"kind": "review_conference", "event_date": date(2022, 1, 10)}]
    known = [{**held[0], "due_date": date(2022, 3, 14)}]

    due = [
        [o.due_at for o in answer(given({"episodes": [plan], "events": e}), pack, as_at=day).obligations]
        for e, day in (([], held[0]["event_date"]), (held, date(2022, 2, 1)), (known, date(2022, 2, 1)))
    ]  # fmt: skip

    assert due == [[], [date(2022, 7, 10)], [date(2022, 3, 13)]]


def test_a_phase_with_a_condition_and_no_title_is_not_called_all_other_cases(tmp_path):
    shutil.copytree(EVERYTHING, tmp_path / "own")
    file = tmp_path / "own" / "duties" / "placed.yaml"
    file.write_text(file.read_text().replace("title: in the first year\n    when", "when"))
    rows = duty_part((pack := load_pack(tmp_path / "own")).by_id["placed"], pack).rows

    labels = [row.label for row in rows if row.key.startswith("phases")]

    assert labels == ["First visit or call", "After that", "How often (in all other cases)"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"seen_not_needed": ["visit"]}, "It counts though nobody records that the child was seen"),
        ({"unknown_method": "does_not_count"}, "how a visit was made, it does not count."),
    ],
)
def test_what_holds_of_every_way_is_said(value, expected):
    written = {"clause": "1", "accepts": [{"method": ["in_person"]}], **value}
    counts = Counts.model_validate({"id": "a", "title": "A", "values": {date(2020, 1, 1): written}})

    part = counts_part(counts, load_pack(EVERYTHING))

    assert expected in part.rows[1].said[0].text
    assert part.whom == "nobody so far"
