"""A1 to A5: which questions each template of the policy asks, and whose signatures."""

from dataclasses import replace
from datetime import timedelta

import decision_made as d
import pytest
import web_made as made
from writing_made import at, saved, sent, text

from doorstep.facts import Episode, EpisodeKind, Fact, FactKind, Involvement
from doorstep.vocabulary import Action, Role
from doorstep.web.decisions.models import Filled

A3 = "lancashire-2020/visiting_plan_carer"
IRO = "IRO sign-off (for foster carers and adopters with CLA in placement): IRO"
A4 = "lancashire-2020/visiting_plan_bridging"


@pytest.fixture
def who():
    made.adopt(d.LANCASHIRE)
    return d.people()


@pytest.fixture
def noor(who, sign_in):
    return sign_in(who[Role.SOCIAL_WORKER])


def looked_after(child_id="L1", facts=()):
    since = made.TODAY - timedelta(200)
    more = (
        Episode(EpisodeKind.PERIOD_OF_CARE, since, episode_id="K1"),
        Episode(EpisodeKind.PLACEMENT, since, code="U6", detail="PR1", episode_id="L1"),
        Episode(EpisodeKind.LEGAL_STATUS, since, code="C2", episode_id="S1"),
    )
    case = made.case(child_id, involvements=(Involvement("I1", since, role="IRO"),))
    case = replace(case, episodes=(case.episodes[0], *more), facts=facts)
    return made.store(case)[0]


@pytest.fixture
def supervising(who):
    return made.person(Role.SUPERVISING_WORKER, in_team=made.team())


@pytest.fixture
def a3(supervising):
    by = made.access(supervising)
    return d.opened(looked_after(), by, "lancashire-2020/carer_visiting_plan", A3)


def test_a3_asks_of_a_child_in_placement_and_then_for_the_iro(a3, supervising, sign_in):
    page = text(sign_in(supervising).get(at(a3)))

    assert saved(a3).answers["cla_in_placement"] == "yes"
    assert "Only if you answered “yes” to “CLA in placement”." in page
    assert f"<li>{IRO}</li>" in page


def test_a3_without_one_is_agreed_by_the_manager_alone(a3, supervising, who, sign_in):
    client = sign_in(supervising)
    client.post(at(a3), sent(a3, cla_in_placement="no"))
    assert f"{IRO}. Only if you answered" in text(client.get(at(a3)))

    on = client.post(at(a3), sent(a3, "check:submit", cla_in_placement="no"))

    assert on.url == at(a3, "do/submit")
    d.do(a3, Action.SUBMIT, made.access(supervising))
    assert d.do(a3, "sign_off", made.access(who[Role.PRACTICE_MANAGER])).ended_at
    assert "attending" not in Filled.objects.get(decision=a3).answers


def test_a4_has_no_row_for_a_review(noor, who):
    by = made.access(who[Role.SOCIAL_WORKER])
    child = looked_after(facts=(Fact(FactKind.BRIDGING_TO_ADOPTION, made.TODAY),))
    decision = d.opened(child, by, "lancashire-2020/bridging_plan", A4)

    page = text(noor.get(at(decision)))

    assert "Name of Foster carer/adopter/child" in page
    assert "need to be reviewed" not in page
