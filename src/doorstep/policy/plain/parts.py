"""Every part of a pack in plain words, in the order in which a reader needs them."""

from collections.abc import Iterator

from doorstep.policy.pack import Pack
from doorstep.policy.plain.duties import duty_part
from doorstep.policy.plain.names import on_day
from doorstep.policy.plain.procedures import form_part, procedure_part, wording_part
from doorstep.policy.plain.rules import criterion_part, rule_part, tiers_part
from doorstep.policy.plain.said import Name, Part, row, rows
from doorstep.policy.plain.services import figure_part, principle_part, service_part
from doorstep.policy.plain.ways import counts_part

LAYERS = {
    "statute": "the law",
    "national": "a national policy",
    "local": "a local policy",
    "emergency": "a policy for an emergency",
}


def parts_of(pack: Pack) -> Iterator[Part]:
    """Yield every part of a pack in plain words, the pack itself first."""
    yield head_part(pack)
    yield from (principle_part(p) for p in pack.head.principles)
    yield from (duty_part(d, pack) for d in pack.duties)
    yield from (counts_part(c, pack) for c in pack.counts.values())
    for number, tiers in enumerate(pack.tier_sets, 1):
        yield tiers_part(tiers, number)
        yield from (criterion_part(c, number) for c in tiers.criteria)
    yield from (rule_part(r) for r in pack.rules.values())
    yield from (procedure_part(p, pack) for p in pack.procedures.values())
    yield from (form_part(f) for f in pack.forms.values())
    yield from (wording_part(w) for w in pack.wordings.values())
    yield from (service_part(s) for s in pack.services.values())
    yield from (figure_part(f) for f in pack.figures.values())


def head_part(pack: Pack) -> Part:
    """Return what a pack says of itself."""
    head = pack.head
    review = f"To be reviewed by {on_day(head.review_by)}." if head.review_by else ""
    return Part(
        name=Name("policy", head.id),
        title=head.title,
        whom="everyone",
        rows=rows(
            row("title", "Title", head.title),
            row("issuer", "Issued by", head.issuer),
            row("layer", "What it is", f"{LAYERS[head.layer].capitalize()}."),
            row("review_by", "Review", review),
            row("due_soon_days", "Due soon", f"From {head.due_soon_days} days before the due day."),
            row("sources", "Written from", *(source.title for source in head.sources)),
            row("silent_on", "What it does not say", *(text.strip() for text in head.silent_on)),
            row("notes", "Notes", *(text.strip() for text in head.notes)),
        ),
    )
