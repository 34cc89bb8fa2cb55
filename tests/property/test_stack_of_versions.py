"""A stack of one pack, whole or cut into two equal versions, says what the pack says by itself."""

from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner

from doorstep.cli.main import group
from doorstep.engine import answer, history
from doorstep.intake import read
from doorstep.policy import shipped_pack, shipped_packs
from doorstep.policy.adoption import Adopted
from doorstep.policy.stack import compose
from doorstep.policy.versions import Layered

START, CUT = date(2000, 1, 1), date(2022, 1, 15)
DAYS = (date(2022, 1, 10), CUT, date(2022, 1, 20), date(2022, 2, 20))


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town") / "town"
    told = ["synth", "--children", "60", "--years", "1", "--seed", "5", "--as-at", "2022-02-20"]
    done = CliRunner().invoke(group, [*told, "--out", str(folder)], prog_name="doorstep")
    assert done.exit_code == 0, done.output
    return read(folder).cases


def whole(pack):
    return compose("x", [Layered(pack.id, pack, Adopted(**{"pack": pack.id, "from": START}))])


def cut(pack):
    newer = replace(pack, head=pack.head.model_copy(update={"version": "next"}))
    first = Adopted(**{"pack": pack.id, "from": START, "until": CUT})
    second = Adopted(**{"pack": pack.id, "from": CUT})
    return compose("x", [Layered("old", pack, first), Layered("new", newer, second)])


def said(case, pack, as_at):
    found = answer(case, pack, as_at=as_at)
    owed = (*found.obligations, *found.decisions)
    rows = sorted((o.duty.name, str(o.due_at), o.status, o.clause, o.days_overdue) for o in owed)
    return rows, found.tier.tier if found.tier else None


def done(case, pack):
    found = history(case, pack, as_at=DAYS[-1])
    return sorted((i.duty.name, str(i.due_at), str(i.closed_on), i.outcome) for i in found)


@pytest.mark.parametrize("stacked", [whole, cut])
@pytest.mark.parametrize("name", shipped_packs())
def test_a_stack_says_what_its_pack_says(name, stacked, cases):
    pack = shipped_pack(name)
    stack = stacked(pack)

    rows = 0
    for case in cases:
        for as_at in DAYS:
            alone = said(case, pack, as_at)
            rows += len(alone[0])
            assert said(case, stack, as_at) == alone
        assert done(case, stack) == done(case, pack)
    assert rows > 20
