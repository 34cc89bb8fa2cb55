"""Every page of a child's record that is shown leaves exactly one event in the log (U2)."""

from db.access import asking, table
from db.access.county import County, county

from doorstep.vocabulary import Role
from doorstep.web.audit.models import AuditEvent


def pages_of_a_child(here: County) -> list[str]:
    """Return the address of every page that names a child, with what the page asks for."""
    asks = asking.of_a_child(here, here.children["own"], here.visits["own"])
    assert set(asks) == set(table.OF_A_CHILD)
    return [ask.address for ask in asks.values() if ask.address.startswith("/children/")]


def test_every_page_shown_leaves_one_event() -> None:
    here = county(Role.TEAM_MANAGER)
    client, shown = here.browser("team"), []
    for address in pages_of_a_child(here):
        before = AuditEvent.objects.count()
        answer = client.get(address)
        told = list(AuditEvent.objects.order_by("pk")[before:])
        if answer.status_code == 200:
            shown.append(address)
            assert [(e.subject, e.subject_id) for e in told] == [("child", "OWN-C")], address
        else:
            assert told == [], address
    assert len(shown) >= 30, shown
