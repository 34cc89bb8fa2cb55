"""x"""

from uuid import uuid4, uuid5
from datetime import timedelta
import outing_made as outing, web_made as made, child_made
import phone_made as phones
import pytest
from django.urls import reverse
from doorstep.web.outings.models import *
from doorstep.web.caseload.models import *


@pytest.fixture(autouse=True)
def _c(settings):
    settings.CLOCK = made.AT.isoformat()


def P(n, a):
    print("##", n, a.status_code, child_made.text(a)[:1500])


def test_x(sign_in):
    here = outing.cast()
    row = outing.go(here)
    far = made.person(name="Far Away", worker_id="W9", in_team=made.team("West"))
    b = sign_in(far)
    b.raise_request_exception = False
    for name, args in [
        ("outing", [row.pk]),
        ("end-outing", [row.pk]),
        ("go-out", ["C1"]),
        ("outing", [999]),
        ("outing", [10**25]),
    ]:
        a = b.get(reverse(name, args=args))
        print(name, args, a.status_code, len(a.content))
    for name in ("extend-outing", "end-outing"):
        a = b.post(reverse(name, args=[row.pk]), {"client_id": str(uuid4())})
        print(name, a.status_code)
    a = b.post(reverse("go-out", args=["C1"]), {"client_id": str(row.client_id), "minutes": 60})
    print(a.status_code)
    # worker loses access
    n = sign_in(here.noor)
    n.raise_request_exception = False
    child_made.restricted(here.child, here.manager, by=here.manager)
    P("restricted worker", n.get(reverse("outing", args=[row.pk])))
    P("restricted second/buddy", sign_in(here.ben).get(reverse("outing", args=[row.pk])))
    P("go", n.get(reverse("go-out", args=["C2"])))
    # huge/odd values
    sib = reverse("go-out", args=["C2"])
    for more in [
        {"client_id": "x"},
        {"minutes": "99999999999999999999"},
        {"buddy": "9" * 30},
        {"telephone": "\x00"},
        {"telephone": "<b>x</b>"},
        {"telephone": "\ud800".encode("utf8", "surrogatepass")},
        {"started": "\x00"},
        {"together": "C9"},
        {"together": "C1"},
    ]:
        a = n.post(
            sib,
            {
                "client_id": str(uuid4()),
                "minutes": 60,
                "buddy": "",
                "second": "",
                "telephone": "",
                "started": "",
            }
            | more,
        )
        print(more, a.status_code)
    row2 = Outing.objects.filter(worker=here.noor).order_by("-pk").first()
    b2 = sign_in(here.ben)
    b2.raise_request_exception = False
    for w in ["\x00", "<script>", "x" * 301, "a\nb"]:
        a = b2.post(
            reverse("end-outing", args=[row.pk]),
            {"client_id": str(uuid4()), "heard": "longer", "ended": "", "why": w},
        )
        print("why", repr(w)[:10], a.status_code)
    # reuse client_id of another person's page action
    ch = OutingChange.objects.first()
    a = b2.post(
        reverse("end-outing", args=[row.pk]),
        {"client_id": str(ch.client_id), "heard": "out", "ended": "", "why": "x"},
    )
    print("reuse", a.status_code, a.get("Location"))
    row.refresh_from_db()
    print("ended", row.ended_at)
    # next id preempted
    row3 = outing.go(here, by=here.noor, child_ids=["C2"])
    new = uuid4()
    outing.longer(row3, here.noor, at=made.AT, client_id=uuid5(row3.client_id, str(new)))
    try:
        outing.go(
            here,
            client_id=new,
            by=here.noor,
            child_ids=["C2"],
            started_at=here.away(5),
            at=here.away(5),
        )
        print("ok", Outing.objects.filter(ended_at=None).count())
    except Exception as e:
        print("preempt", repr(e)[:200])
