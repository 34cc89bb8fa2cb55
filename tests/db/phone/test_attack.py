"""x"""

import base64, json
from collections.abc import Callable
from datetime import timedelta, datetime, UTC
from typing import Any
from uuid import uuid4
import phone_made as phones, visit_made as visits, web_made as made, outing_made as outing
import picture_made as pictures
import pytest
from django.test import Client
from django.urls import reverse
from doorstep.web.accounts.models import *
from doorstep.web.caseload.models import Child, Visit
from doorstep.web.phone.models import Phone, SetAside, Sent, Photograph


@pytest.fixture
def phone(settings: Any) -> Phone:
    settings.CLOCK = phones.CLOCK
    made.adopt()
    made.store(made.case("C1"), made.case("C2"), made.case("C9", worker_id="W9", in_team="West"))
    return phones.phone(visits.worker())


@pytest.fixture
def client(phone, sign_in):
    c = sign_in(phone.user)
    c.raise_request_exception = False
    return c


def show(name, a):
    print("##", name, a.status_code, a.content[:300])


PIC = base64.b64encode(pictures.photograph()).decode()


def test_photo_words(client, phone):
    for w in ["", "  ", "a\x00b", "<script>alert(1)</script>", "a\nb", "x\u202eevil"]:
        t = phones.thing(
            phone, {"child_id": "C1", "of": None, "words": w, "image": PIC}, kind="photograph"
        )
        show("photo " + repr(w), phones.send(client, t))


def test_years(client, phone):
    c = Child.objects.get(child_id="C1")
    for y, off in [("9999", 315_000_000), ("1", -315_000_000), ("9999", 0), ("1", 0), ("0", 5)]:
        for tm in ["09:00", ""]:
            t = phones.visit(
                phone,
                c,
                fields={
                    "visit_date-year": y,
                    "visit_date-day": "31" if y == "9999" else "1",
                    "visit_date-month": "12" if y == "9999" else "1",
                    "visit_time": tm,
                },
                stamped=True,
                offset=off,
            )
            show("year %s %s %r" % (y, off, tm), phones.send(client, t))


def test_times(client, phone):
    c = Child.objects.get(child_id="C1")
    for told, sent in [
        ("1970-01-01T00:00:00Z", None),
        ("2090-12-31T23:59:59Z", None),
        (0, 0),
        ("2026-11-16T09:30:00+23:59", None),
        (1e11, None),
        ("1970-01-01T00:00:00-23:59", "2090-12-31T23:59:59-23:59"),
    ]:
        for off in [None, 0, 315_576_000, -315_576_000]:
            t = phones.visit(phone, c, stamped=True, offset=off)
            t["told_at"] = told
            if sent is not None:
                t["sent_at"] = sent
            a = phones.send(client, t)
            if a.status_code >= 500:
                show("times %r %r %r" % (told, sent, off), a)
            else:
                print(told, sent, off, a.status_code)
    for told in ["1970-01-01T00:00:00Z", "2090-12-31T23:59:59Z"]:
        for off in [None, 0, 315_576_000, -315_576_000]:
            for does in ["start", "end", "extend"]:
                for stamped in [True, False]:
                    t = phones.thing(
                        phone,
                        {
                            "does": does,
                            "of": str(uuid4()) if does != "start" else None,
                            "child_ids": ["C1"],
                            "minutes": 60,
                            "at": told,
                        },
                        kind="outing",
                        offset=off,
                        stamped=stamped,
                    )
                    t["told_at"] = told
                    t["sent_at"] = "2026-11-16T09:30:00Z"
                    a = phones.send(client, t)
                    if a.status_code >= 500:
                        show("outing %r %r %r" % (told, off, does), a)


def test_fuzz(client, phone):
    c = Child.objects.get(child_id="C1")
    base = phones.visit(phone, c)
    bads = [
        "1e400",
        "-1e400",
        "NaN",
        "1" * 5000,
        '"\\ud800"',
        '"\\u0000"',
        "[[[[]]]]",
        "{}",
        "null",
        "true",
        '"' + "x" * 200000 + '"',
        "-0",
        "1e5",
        "[]",
        '["\\ud800"]',
        '"１６"',
        '"\\u202e"',
    ]
    bodies = {
        "visit": base["body"],
        "call": {"child_id": "C1", "call": "kit_call", "fields": {"a_told": "x"}},
        "assessment": {
            "child_ids": ["C1"],
            "form": "practice-standards-2022/doorstep_assessment",
            "answers": {"result": "go in"},
            "before": None,
        },
        "outing": {
            "does": "start",
            "of": None,
            "child_ids": ["C1"],
            "minutes": 60,
            "buddy": 1,
            "second": 2,
            "at": phones.CLOCK,
        },
        "photograph": {"child_id": "C1", "of": None, "words": "w", "image": PIC},
    }

    def paths(o, p=()):
        if isinstance(o, dict):
            for k, v in o.items():
                yield p + (k,)
                yield from paths(v, p + (k,))

    n = 0
    for kind, body in bodies.items():
        b = {**base, "kind": kind, "body": body}
        for p in list(paths(b)):
            for bad in bads:
                if n % 3 and kind == "visit" and p[0] == "body":
                    pass
                d = json.loads(json.dumps(b))
                d["client_id"] = str(uuid4()) if p != ("client_id",) else 0
                o = d
                for k in p[:-1]:
                    o = o[k]
                o[p[-1]] = "@@"
                raw = json.dumps(d).replace('"@@"', bad).encode()
                a = phones.send(client, raw)
                n += 1
                if a.status_code >= 500:
                    show(f"fuzz {kind} {p} {bad[:30]}", a)
            # key
    print("fuzzed", n)
