"""What is wrong between the files of a pack: names that lead nowhere, circles, clocks that differ."""

from collections.abc import Container, Iterator

from doorstep.policy.counts import Counts
from doorstep.policy.duty import Duty
from doorstep.policy.pack import Pack
from doorstep.policy.procedure import Does, Procedure
from doorstep.policy.rule import Rule


def crossed(pack: Pack) -> Iterator[str]:
    """Yield what is wrong between the files of a pack."""
    parts = (pack.duties, pack.tiers, pack.rules, pack.procedures, pack.forms, pack.services)
    if not any(parts):
        yield "duties/: a pack without a duty, a tier or a rule asks nothing; write one"
    for duty in pack.duties:
        yield from (f"duties/{duty.id}.yaml: {problem}" for problem in _duty_crossed(duty, pack))
    yield from _chains(pack)
    yield from _references(pack)


def _references(pack: Pack) -> Iterator[str]:
    """Yield where a part names another that is not in the pack."""
    for rule in pack.rules.values():
        yield from _of_rule(rule, pack)
    for duty in pack.duties:
        where = f"duties/{duty.id}.yaml"
        yield from _lacking(where, "forms", duty.forms, pack.forms)
        yield from _lacking(where, "procedures", (duty.procedure,), pack.procedures)
    for counts in pack.counts.values():
        yield from _of_counts(counts, pack)
    for procedure in pack.procedures.values():
        yield from _of_procedure(procedure, pack)


def _of_rule(rule: Rule, pack: Pack) -> Iterator[str]:
    for n, case in enumerate(rule.cases):
        where = f"rules/{rule.id}.yaml: cases[{n}]"
        yield from _lacking(where, "forms", case.forms, pack.forms)
        yield from _lacking(where, "procedures", (case.procedure,), pack.procedures)
        yield from _lacking(where, "wording", (case.wording,), pack.wordings)


def _of_counts(counts: Counts, pack: Pack) -> Iterator[str]:
    where = f"counts/{counts.id}.yaml"
    for way in (way for value in counts.values.values() for way in value.accepts):
        yield from _lacking(where, "wording", (way.wording,), pack.wordings)
        yield from _lacking(where, "procedures", (way.procedure,), pack.procedures)


def _of_procedure(procedure: Procedure, pack: Pack) -> Iterator[str]:
    where = f"procedures/{procedure.id}.yaml"
    yield from _lacking(where, "forms", procedure.forms, pack.forms)
    for name, step in procedure.steps.items():
        for does in step.actions:
            at = f"{where}: steps.{name}: {does.action}"
            yield from _lacking(at, "forms", (does.form,), pack.forms)
            yield from _lacking(at, "wording", tuple(w.wording for w in does.writes), pack.wordings)
            yield from (f"{at}: {problem}" for problem in _no_answers(does, procedure, pack))


def _no_answers(does: Does, procedure: Procedure, pack: Pack) -> Iterator[str]:
    """Yield on which answers an action depends that none of the procedure's forms takes."""
    forms = [pack.forms[name] for name in procedure.forms if name in pack.forms]
    for name, wanted in does.if_answer.items():
        taken = {a for form in forms for f in form.fields if f.id == name for a in f.allowed}
        lacking = [answer for answer in wanted if answer not in taken]
        if lacking:
            yield f"`if_answer`: no form of it has the field `{name}` with: {', '.join(lacking)}"


def _lacking(
    where: str, folder: str, names: tuple[str, ...], there: Container[str]
) -> Iterator[str]:
    for name in names:
        if name and name not in there:
            yield f"{where}: names `{name}`, which has no file in {folder}/"


def _circle(duty: Duty, pack: Pack) -> bool:
    """Test whether a duty supersedes itself, through others or not."""
    seen: set[str] = set()
    ahead = list(duty.supersedes)
    while ahead:
        name = ahead.pop()
        if name == duty.id:
            return True
        if name not in seen and name in pack.by_id:
            seen.add(name)
            ahead += pack.by_id[name].supersedes
    return False


def _share_crossed(duty: Duty, pack: Pack) -> Iterator[str]:
    if duty.share is None:
        return
    of = pack.by_id.get(duty.share.of)
    if of is None:
        yield f"a share of `{duty.share.of}`, which is not in this pack"
    elif of.share is not None or of.record_within or of.after_event or of.is_decision:
        yield f"a share of `{of.id}`, which is not a duty of regular visits"


def _supersedes_crossed(duty: Duty, pack: Pack) -> Iterator[str]:
    if duty.supersedes and (duty.share is not None or duty.record_within):
        what = "a share" if duty.share is not None else "`record_within`"
        yield f"{what} takes no other duty's place; `supersedes` goes with a duty to visit or decide"
    for other in duty.supersedes:
        label, _, name = other.rpartition("/")
        if label == pack.id:
            yield f"supersedes `{other}`; a duty of this pack itself is named `{name}`, without the pack"
        elif not label and other not in pack.by_id:
            yield f"supersedes `{other}`, which is not in this pack"


def _duty_crossed(duty: Duty, pack: Pack) -> Iterator[str]:
    yield from _supersedes_crossed(duty, pack)
    if duty.counts and duty.counts not in pack.counts:
        yield f"counts `{duty.counts}` has no file in counts/"
    if _circle(duty, pack):
        yield "supersedes itself, through others or directly; one of them must give way"
    yield from _share_crossed(duty, pack)
    if duty.is_of_a_tier and pack.tiers is None:
        yield "applies to a tier, but the pack has no tiers/"
    if not duty.dated_values() and duty.share is None:
        yield "has no value at all; a duty needs a dated one (S13)"


def _chains(pack: Pack) -> Iterator[str]:
    named = (other for d in pack.duties for other in d.supersedes if "/" not in other)
    if any(other not in pack.by_id for other in named):
        return
    if any(_circle(d, pack) for d in pack.duties):
        return
    for chain in pack.chains:
        anchors = {str(d.anchor) for d in chain}
        if len(anchors) > 1:
            names = ", ".join(d.id for d in chain)
            yield f"duties {names} supersede one another, so they share a clock and one anchor"
