"""The dry run from the Practice Standards of 2022 to Worcestershire's protocol of 2020, counted by hand.

Ten children of a made-up median authority (their facts: `ten_children.py`), as at Monday 31 January
2022; the four weeks go to Sunday 27 February, and begin on 31 January, 7, 14 and 21 February. No bank
holiday lies between 4 January and 15 April 2022.

Practice Standards, Appendix 1: CP 10 working days; CIN 20; looked after 30, long-term fostering 60;
assessment 5 days from the referral, then 20 working days; care leavers 40.
Worcestershire: high and immediate within 24 hours of the event; priority within 2 weeks, then every 2
weeks; the reviewing officer every 3 months out of county; a call to each family every 2 weeks, which a
visit can stand for; a call to each foster carer every 2 weeks.
"""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from acceptance.ten_children import AS_AT, CHILDREN, SEED, TEN, YEARS, told_by

from doorstep.engine import answer
from doorstep.intake import read
from doorstep.policy import find_policy
from doorstep.reports.dry_run import SECTIONS, DryRun
from doorstep.reports.dry_run.figures import figures
from doorstep.reports.dry_run.teams import week_rows
from doorstep.synth import write_authority

PS22, WCF = "practice-standards-2022", "worcestershire-2020"

# The next visit under each policy, worked out by hand.
VISITS = {
    # CP plan since Thu 20 January, not seen since: 21, 24-28, 31 January, 1, 2, 3 February are ten
    # working days. Section 47 enquiry of 7 January at the front door, not seen after it: 8 January.
    "104394": ("cp_visit", "2022-02-03", "high_and_immediate_visit", "2022-01-08"),
    # Seen Wed 19 January: 20, 21, 24-28, 31 January, 1, 2 February. Both enquiries were settled when
    # the child was seen on 19 January: vulnerable, and so no visit under the protocol.
    "105011": ("cp_visit", "2022-02-02", "", ""),
    # Seen Sun 30 January: 31 January, 1-4, 7-11 February. Priority since 10 January (a parent is an open
    # case of adult mental health): two weeks end on Sun 13 February.
    "105366": ("cp_visit", "2022-02-11", "priority_visit", "2022-02-13"),
    # Seen Tue 25 January: 26, 27, 28 January (3), 31 January-4 February (8), 7-11 (13), 14-18 (18), 21,
    # 22 February (20). Priority since 18 December: two weeks end on 8 February.
    "106221": ("cin_visit", "2022-02-22", "priority_visit", "2022-02-08"),
    # Referral 26 January and 5 days: 31 January. Enquiry of 30 January, no time told: the next day.
    "100462": ("assessment_visit", "2022-01-31", "high_and_immediate_visit", "2022-01-31"),
    # Seen Wed 12 January: 13, 14 (2), 17-21 (7), 24-28 (12), 31 January-4 February (17), 7-11 (22),
    # 14-18 (27), 21, 22, 23 February (30). No visit by the reviewing officer: three months from 13 May
    # were over when the child came to be placed out of county on 22 December, so due that day (S10).
    "105884": ("cla_visit", "2022-02-23", "iro_visit", "2021-12-22"),
    # Long-term fostering since 23 December. Seen Mon 10 January: 11-14 (4), then weeks of five up to
    # Fri 1 April (59), Mon 4 April (60). Vulnerable and in county: no visit under the protocol.
    "106431": ("cla_long_term_visit", "2022-04-04", "", ""),
    # Never seen. 40 working days from 5 December 2017 were over when the standards began on 1 November
    # 2020. Semi-independent: priority since tiers began on 6 April 2020, two weeks to 20 April 2020.
    "106398": ("care_leaver_contact", "2020-11-01", "priority_visit", "2020-04-20"),
    # An open referral and no more: no row of the table. With a disability and nothing told on "open to
    # review": cannot be judged. Under the protocol both are vulnerable.
    "100063": ("", "", "", ""),
    "104277": ("", "", "", ""),
}
# The next call; the standards know none.
CALLS = {
    "104394": ("kit_call", "2021-12-31"),  # seen 17 December and two weeks
    "105011": ("kit_call", "2022-02-02"),  # seen 19 January
    "105366": ("kit_call", "2022-02-13"),  # seen 30 January
    "106221": ("kit_call", "2022-02-08"),  # seen 25 January
    "100462": ("kit_call", "2022-02-09"),  # referral 26 January
    "105884": ("carer_kit_call", "2021-05-27"),  # in foster care since 13 May; no call to the carer
    "106431": ("carer_kit_call", "2021-10-17"),  # due 5 September, in foster care since 17 October
    "106398": ("kit_call", "2020-04-06"),  # since 2016, calls began on 6 April 2020
    "100063": ("kit_call", "2020-06-13"),  # referral 30 May 2020
    "104277": ("kit_call", "2020-04-06"),  # referral 17 March: due 31 March, calls began on 6 April
}
TIERS = {
    "104394": "high_and_immediate", "105011": "vulnerable", "105366": "priority",
    "106221": "priority", "100462": "high_and_immediate", "105884": "vulnerable",
    "106431": "vulnerable", "106398": "priority", "100063": "vulnerable", "104277": "vulnerable",
}  # fmt: skip
# Visits of the four weeks: (under the standards, under the protocol), overdue ones on 31 January.
MADE = {
    "104394": (["02-03", "02-17"], ["01-31"]),
    "105011": (["02-02", "02-16"], []),
    "105366": (["02-11", "02-25"], ["02-13", "02-27"]),
    "106221": (["02-22"], ["02-08", "02-22"]),
    "100462": (["01-31"], ["01-31"]),  # 20 working days more: 28 February, a day too late to count
    "105884": (["02-23"], ["01-31"]),
    "106431": ([], []),
    "106398": (["01-31"], ["01-31", "02-14"]),
    "100063": ([], []),
    "104277": ([], []),
}
# Calls of the four weeks under the protocol; a visit to the child stands for the call to the family.
CALLED = {
    "104394": ["02-14"],  # visited 31 January
    "105011": ["02-02", "02-16"],
    "105366": [],  # visited every two weeks
    "106221": [],
    "100462": ["02-14"],  # visited 31 January
    "105884": ["01-31", "02-14", "02-14"],  # carer; on 14 February family and carer
    "106431": ["01-31", "01-31", "02-14", "02-14"],  # family and carer
    "106398": [],
    "100063": ["01-31", "02-14"],
    "104277": ["01-31", "02-14"],
}


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    folder = tmp_path_factory.mktemp("median")
    write_authority(folder, children=CHILDREN, years=YEARS, seed=SEED, as_at=AS_AT)
    return read(folder, open_on=AS_AT).cases


def dry_run(cases) -> DryRun:
    before, after = find_policy(PS22), find_policy(WCF)
    run = DryRun(before, after, as_at=AS_AT)
    for case in cases:
        run.add(answer(case, before, as_at=AS_AT), answer(case, after, as_at=AS_AT))
    return run


@pytest.fixture(scope="module")
def ten(cases):
    return dry_run([case for case in cases if case.child_id in TEN])


@pytest.fixture(scope="module")
def authority(cases):
    return dry_run(cases)


def test_the_ten_children_are_as_they_were_when_they_were_counted_by_hand(cases):
    found = {case.child_id: told_by(case) for case in cases if case.child_id in TEN}

    assert found == TEN


def test_each_childs_next_visit_and_call_are_those_worked_out_by_hand(ten):
    found = {(m.person.child_id, str(m.kind)): m for m in ten.moves}

    for child, expected in VISITS.items():
        m = found.get((child, "visit"))
        assert (m is None) == (expected == ("", "", "", "")), child
        if m is not None:
            days = [d.isoformat() if d else "" for d in (m.before.due, m.after.due)]
            assert (m.before.duty, days[0], m.after.duty, days[1]) == expected, child
    for child, (duty, due) in CALLS.items():
        m = found[child, "call"]
        assert (m.before.due, m.after.duty, m.after.due.isoformat()) == (None, duty, due), child


def test_the_figures_of_the_ten_are_the_sums_of_the_hand_count(ten):
    found = {f.name: f[1:5] for f in figures(ten)}

    assert found["open_children"] == (10, None, 10, None)
    assert found["has_duties"] == (8, 10, 10, 10)
    assert found["no_duty"] == (1, 10, 0, 10)  # 100063
    assert found["cannot_be_judged"] == (1, 10, 0, 10)  # 104277
    assert found["visit_due"] == (
        8,
        10,
        6,
        10,
    )  # all but those two; of the eight, not 105011, 106431
    assert found["visit_overdue"] == (1, 8, 3, 6)  # 106398; with 104394 and 105884
    assert found["visit_same"] == (None, None, 1, 6)  # 100462
    assert found["visit_earlier"] == (None, None, 4, 6)  # by 14, 26, 63 and 195 days
    assert found["visit_later"] == (None, None, 1, 6)  # 105366 by 2 days
    assert found["visit_days_earlier"] == (None, None, 26, None)  # the lower of the middle two
    assert found["visit_newly_due"] == (None, None, 0, 2)
    assert found["visit_no_longer_due"] == (None, None, 2, 8)
    assert found["visit_newly_overdue"] == (None, None, 2, 9)
    assert found["visit_no_longer_overdue"] == (None, None, 0, 1)
    assert found["call_due"] == (0, 10, 10, 10)
    assert found["call_overdue"] == (0, 0, 6, 10)  # not due before 31 January: 4 of the ten
    assert found["tier_changes"] == (None, None, 10, 10)
    assert ten.balances


def test_days_moved_are_the_days_between_the_two(ten):
    rows = {r["child_id"]: r for r in SECTIONS["moves"].rows(ten) if r["kind"] == "visit"}

    assert {child: row["days_moved"] for child, row in rows.items()} == {
        "104394": -26,  # 3 February back to 8 January: 3 + 23
        "105366": 2,
        "106221": -14,
        "105884": -63,  # 23 February back to 22 December: 23 + 31 + 9
        "106398": -195,  # 1 November back to 20 April: 1 + 31 + 30 + 31 + 31 + 30 + 31 + 10
        "105011": "",
        "106431": "",
    }
    newly = {child for child, row in rows.items() if row["overdue"] == "newly_overdue"}
    assert newly == {"104394", "105884"}
    assert rows["106398"]["overdue"] == "overdue_in_both"


def test_tiers_are_those_worked_out_by_hand(ten):
    found = {r["tier_to"]: r["children"] for r in SECTIONS["tiers"].rows(ten)}

    assert found == dict(Counter(TIERS.values())) == {
        "high_and_immediate": 2, "priority": 3, "vulnerable": 5
    }  # fmt: skip


def test_visits_calls_and_hours_by_week_are_the_sums_of_the_hand_count(ten):
    weeks = [
        date(2022, 1, 31),
        date(2022, 2, 7),
        date(2022, 2, 14),
        date(2022, 2, 21),
        date(2022, 2, 28),
    ]

    def in_week(days):
        found = [date.fromisoformat(f"2022-{d}") for d in days]
        return [sum(a <= d < b for d in found) for a, b in pairwise(weeks)]

    before = in_week([d for old, _ in MADE.values() for d in old])
    after = in_week([d for _, new in MADE.values() for d in new])
    calls = in_week([d for days in CALLED.values() for d in days])
    rows = week_rows(ten)

    assert [r["visits_from"] for r in rows] == before == [4, 1, 2, 3]
    assert [r["visits_to"] for r in rows] == after == [4, 2, 1, 2]
    assert [r["calls_from"] for r in rows] == [0, 0, 0, 0]
    assert [r["calls_to"] for r in rows] == calls == [6, 0, 9, 0]
    assert sum(r["hours_from"] for r in rows) == 25.0  # 10 visits of 2.5 hours
    assert (
        sum(r["hours_to"] for r in rows) == 30.0
    )  # 9 visits of 2.5 hours, 15 calls of half an hour


def test_what_is_overdue_already_is_told_beside_the_work_of_the_first_week(ten):
    found = {f.name: f[1:5] for f in figures(ten)}

    assert found["visits_overdue"] == (1, 10, 3, 9)
    # the visits to 104394, 105884 and 106398 stand for their overdue calls to the family
    assert found["calls_overdue"] == (0, 0, 5, 15)


def test_the_child_no_rule_covers_and_the_one_not_judged_are_named_with_the_reason(ten):
    rows = {r["child_id"]: r for r in SECTIONS["uncovered"].rows(ten)}

    assert set(rows) == {"100063", "104277"}
    assert rows["100063"]["because_from"] == "the policy has no duty for this case (other open)"
    assert rows["104277"]["because_from"].startswith("open_to_review: nothing says")
    assert {r["standing_to"] for r in rows.values()} == {"has_duties"}


def test_among_the_whole_authority_the_ten_stand_as_they_do_alone(ten, authority):
    assert authority.balances
    assert authority.open_children == CHILDREN
    for name in ("moves", "uncovered"):
        alone = SECTIONS[name].rows(ten)
        among = [r for r in SECTIONS[name].rows(authority) if r["child_id"] in TEN]
        key = str
        assert sorted(alone, key=key) == sorted(among, key=key)


def test_the_figures_of_the_whole_authority_add_up(authority):
    found = {f.name: f for f in figures(authority)}

    for kind in ("visit", "call"):
        both = [found[f"{kind}_{c}"].after for c in ("same", "earlier", "later")]
        due = found[f"{kind}_due"]
        assert sum(both) == due.before - found[f"{kind}_no_longer_due"].after
        assert sum(both) == due.after - found[f"{kind}_newly_due"].after
        late = found[f"{kind}_overdue"]
        gone, new = found[f"{kind}_no_longer_overdue"], found[f"{kind}_newly_overdue"]
        assert late.after == late.before - gone.after + new.after
    assert sum(r["children"] for r in SECTIONS["tiers"].rows(authority)) == CHILDREN
    assert sum(r["visits_to"] for r in week_rows(authority)) == found["visits"].after
