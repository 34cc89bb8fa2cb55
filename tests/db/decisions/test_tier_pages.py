"""The page on which a manager decides on a tier: what is refused today is said beforehand."""

import decision_made as d
import pytest
import visit_made as v
import web_made as made
from child_made import reads, text
from tier_made import CONCERN, PRIORITY, VULNERABLE, posted, stored, tier_of

from doorstep.facts import FactKind
from doorstep.vocabulary import EventKind, Role
from doorstep.web.accounts.models import User


@pytest.fixture
def who():
    made.adopt()
    return {role: made.access(user) for role, user in d.people().items()}


@pytest.fixture
def manager(who):
    return who[Role.TEAM_MANAGER]


@pytest.fixture
def worker(who):
    return who[Role.SOCIAL_WORKER]


@pytest.fixture
def child(who):
    return stored()


@pytest.fixture
def mine(sign_in, manager, settings):
    settings.CLOCK = made.AT.isoformat()
    return sign_in(User.objects.get(pk=manager.user_id))


def test_the_page_says_the_tier_why_and_what_is_refused_today(mine):
    stored("C2", FactKind.EDGE_OF_CARE)
    said = text(mine.get("/children/C2/tier/"))

    assert "known to be on the edge of care" in said
    assert "Vulnerable is refused today" in said
    assert "Priority (the tier now)" in said
    assert len(reads("C2")) == 1


def test_a_manager_decides_on_the_page(mine, child):
    answer = mine.post("/children/C1/tier/", posted(), follow=True)

    assert "Decided: priority. What is owed was worked out anew." in text(answer)
    assert tier_of(child) == PRIORITY
    assert "Two calls." in text(mine.get("/children/C1/tier/"))


def test_a_refusal_is_shown_with_its_clause_and_nothing_is_lost(mine):
    child = stored("C2", FactKind.EDGE_OF_CARE)
    answer = mine.post("/children/C2/tier/", posted(tier="vulnerable"))

    assert "There is a problem" in text(answer)
    assert "edge of care (section 1b)" in text(answer)
    assert "Two calls." in text(answer)
    assert tier_of(child) == PRIORITY


def test_no_reason_no_decision(mine, child):
    answer = mine.post("/children/C1/tier/", posted(reason=" "))

    assert "Say why" in text(answer)
    assert tier_of(child) == VULNERABLE


def test_the_page_sent_twice_and_otherwise_shows_both(mine, child):
    sent = posted()
    mine.post("/children/C1/tier/", sent)
    answer = mine.post("/children/C1/tier/", sent | {"reason": "Three calls."})

    assert answer.status_code == 409
    assert "Two calls." in text(answer)
    assert "Three calls." in text(answer)


def test_a_worker_sees_who_decides_and_how_a_concern_is_raised(sign_in, child, worker, settings):
    settings.CLOCK = made.AT.isoformat()
    her = sign_in(User.objects.get(pk=worker.user_id))
    answer = her.get("/children/C1/tier/")

    assert "A tier is decided on by team manager or practice manager" in text(answer)
    assert f"?procedure={CONCERN.replace('/', '%2F')}" in answer.content.decode()
    her.post("/children/C1/tier/", posted())
    assert tier_of(child) == VULNERABLE


def test_where_no_tiers_are_in_force_the_page_says_so(sign_in, settings):
    made.adopt(d.LANCASHIRE)
    settings.CLOCK = made.AT.isoformat()
    people = d.people()
    d.child()
    answer = sign_in(people[Role.TEAM_MANAGER]).get("/children/C1/tier/")

    assert "No tiers are in force for this child today" in text(answer)


def test_the_page_says_which_criterion_a_decision_ends(sign_in, child, manager, worker, settings):
    settings.CLOCK = made.AT.isoformat()
    page = sign_in(User.objects.get(pk=manager.user_id))
    v.record(child, v.call(EventKind.KIT_DISCLOSURE, day=v.YESTERDAY), by=worker)
    assert "Your decision ends what holds now" not in text(page.get("/children/C1/tier/"))

    v.record(child, v.report(made.TODAY, seen_alone=True), by=worker)
    said = text(page.get("/children/C1/tier/"))
    assert "Your decision ends what holds now, and from then on the tier rests on" in said
