"""What the duties of one pack may not say of one another: refused as the pack is loaded."""

from unit.engine.making import a_pack, duty

from doorstep.policy.crossed import crossed

VISIT = duty("visit", every="2 weeks")
MEETING = duty("meeting", every="3 months", met_by=["review_conference"], counts="")


def share(of="visit", **more):
    asked = {"of": of, "needs": {"seen_alone": True}, "among": 2}
    return duty("alone", clause="2", share=asked, **more)


def told(*duties):
    return list(crossed(a_pack(*duties)))


def test_duties_that_fit_are_not_refused():
    assert told(VISIT, MEETING, share(), duty("written", record_within="2 days")) == []


def test_a_share_of_a_decision_is_refused():
    assert told(VISIT, MEETING, share("meeting")) == [
        "duties/alone.yaml: a share of `meeting`, which is not a duty of regular visits"
    ]


def test_a_share_or_a_time_for_writing_up_takes_no_duty_s_place():
    [by_share] = told(VISIT, MEETING, share(supersedes=["meeting"]))
    [by_writing] = told(VISIT, duty("written", record_within="2 days", supersedes=["visit"]))

    assert by_share.startswith("duties/alone.yaml: a share takes no other duty's place")
    assert by_writing.startswith("duties/written.yaml: `record_within` takes no other duty's place")


def test_a_pack_does_not_name_itself_where_it_names_its_own_duties():
    over = duty("more", every="1 week", supersedes=["made-up/visit"])

    assert told(VISIT, over) == [
        "duties/more.yaml: supersedes `made-up/visit`; a duty of this pack itself is named"
        " `visit`, without the pack"
    ]


def test_a_duty_of_another_pack_may_be_named():
    assert told(VISIT, duty("more", every="1 week", supersedes=["town/visit"])) == []
