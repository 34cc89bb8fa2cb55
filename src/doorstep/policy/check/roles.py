"""Which roles a pack asks something of, and where."""

from collections.abc import Iterable, Iterator

from doorstep.policy.counts import Counts, Needs
from doorstep.policy.duty import Duty
from doorstep.policy.pack import Pack
from doorstep.vocabulary import Role

Named = Iterator[tuple[Iterable[Role], str]]


def roles_used(pack: Pack) -> dict[Role, list[str]]:
    """Return each role the pack asks something of, with the places that name it."""
    found: dict[Role, list[str]] = {}
    for named in (_visiting(pack), _deciding(pack), _acting(pack)):
        for roles, where in named:
            for role in roles:
                found.setdefault(role, []).append(where)
    return found


def _visiting(pack: Pack) -> Named:
    for duty in pack.duties:
        yield from _of_duty(duty)
    for counts in pack.counts.values():
        yield from _of_counts(counts)


def _of_duty(duty: Duty) -> Named:
    where = f"duties/{duty.id}.yaml"
    yield duty.who, where
    for special in duty.who_when:
        yield special.who, where
    for relax in duty.relax:
        yield relax.agreed_by, where
    for needs in (duty.also_needs, duty.share.needs if duty.share else None):
        yield _of_needs(needs), where


def _of_counts(counts: Counts) -> Named:
    for value in counts.values.values():
        for way in value.accepts:
            yield _of_needs(way), f"counts/{counts.id}.yaml"


def _of_needs(needs: Needs | None) -> Iterable[Role]:
    return (*(needs.role or ()), *needs.approved_by, *needs.plan_agreed_by) if needs else ()


def _deciding(pack: Pack) -> Named:
    if pack.tiers is not None:
        yield pack.tiers.change.by, "tiers/"
    for rule in pack.rules.values():
        for case in rule.cases:
            yield (*case.by, *case.agreed_by), f"rules/{rule.id}.yaml"
    for service in pack.services.values():
        for value in service.values.values():
            contact = (value.contact,) if value.contact else ()
            yield (*value.by, *contact), f"services/{service.id}.yaml"
    for figure in pack.figures.values():
        yield figure.audience, f"figures/{figure.id}.yaml"


def _acting(pack: Pack) -> Named:
    for procedure in pack.procedures.values():
        where = f"procedures/{procedure.id}.yaml"
        yield procedure.opened_by, where
        yield procedure.roles, where
        for step in procedure.steps.values():
            for writes in (w for does in step.actions for w in does.writes):
                yield (writes.by, *writes.send_to), where
    for form in pack.forms.values():
        for signature in form.signatures:
            yield signature.by, f"forms/{form.id}.yaml"
