"""x"""
from uuid import uuid4
import web_made as made, child_made
from moves_made import office
from wellbeing_made import DAY, boxes, form, said
import pytest
from django.urls import reverse
from doorstep.vocabulary import Role
from doorstep.web.wellbeing.models import *
from doorstep.web.wellbeing.words import State
from doorstep.web.audit.models import AuditEvent

def test_x(settings, sign_in):
    settings.CLOCK = made.AT.isoformat()
    here = office(0)
    w = said(here.noor, State.SICK)
    west = made.person(Role.TEAM_MANAGER, in_team=made.team("West"))
    b = sign_in(west); b.raise_request_exception = False
    for a in [f"/staff/{here.noor.pk}/availability/", f"/how-i-am/said/{w.pk}/take-back/", f"/staff/{10**25}/availability/", f"/how-i-am/said/{10**25}/take-back/", f"/availability/?list=team-{here.east.pk}", "/availability/?list=all", "/availability/?list=authority", "/availability/?list=team-99999999999999999999999", "/availability/?list=team-\u0661", "/availability/?list=%00", f"/availability/?list=team-{here.east.pk}&show=days"]:
        x = b.get(a); print(a, x.status_code, "Noor" in x.text, "Sick" in x.text)
        x = b.post(a, form("sick")); print("  post", x.status_code)
    print(Word.objects.count())
    n = sign_in(here.noor); n.raise_request_exception = False
    for more in [{"client_id": "x"}, {"client_id": ""}, {"state": "\x00"}, boxes("start_date", made.TODAY+400*DAY), boxes("end_date", made.TODAY+500*DAY),
        {"end_date-day": "1", "end_date-month": "1", "end_date-year": "9999"}, {"look_on-day": "31", "look_on-month": "12", "look_on-year": "9999"},
        {"start_date-day": "9"*5000, "start_date-month": "1", "start_date-year": "1"}, {"said_on-day": "1", "said_on-month": "1", "said_on-year": "2030"}, {"person": "1"}, {"recorded_by": "1"}]:
        x = n.post("/how-i-am/", form("sick") | more); print(str(more)[:60], x.status_code, Word.objects.count())
    # client_id of another
    x = n.post("/how-i-am/", form("well", client_id=str(w.client_id))); print(x.status_code, Word.objects.count())
    ben = sign_in(here.ben)
    x = ben.post("/how-i-am/", form("well", client_id=str(w.client_id))); print("reuse", x.status_code, child_made.text(x)[:100], Word.objects.filter(person=here.ben).count())
    for q in ["?reminder=own", f"?reminder={here.noor.pk}"]:
        print(q, ben.get("/how-i-am/"+q).status_code)
    n.post("/how-i-am/?reminder=own", {"do": "on"})
    for v in ["0", str(2**31-1), "-1", str(2**70), "x"]:
        x = n.post("/how-i-am/?reminder=own", {"do": "note", "version": v} | boxes("tested_on", made.TODAY)); print(v, x.status_code)
    # ben who broke / deputies
    for e in AuditEvent.objects.filter(action__in=("say_availability","set_reminder","read_availability")): print(e.action, e.subject, e.subject_id, e.detail)
    mgr = here.__dict__
    print({k: getattr(v, "name", v) for k, v in mgr.items()})
