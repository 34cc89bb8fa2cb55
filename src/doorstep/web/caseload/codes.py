"""What the codes of the national returns mean, in words; a code that is not here is shown as it is."""

from doorstep.facts import Episode
from doorstep.vocabulary import EpisodeKind
from doorstep.web.components import words

_FOSTER = "Foster placement with"
PLACEMENTS = {
    "A3": "Placed for adoption with the current foster carer, with consent",
    "A4": "Placed for adoption not with the current foster carer, with consent",
    "A5": "Placed for adoption with the current foster carer, under a placement order",
    "A6": "Placed for adoption not with the current foster carer, under a placement order",
    "H5": "Semi-independent living",
    "K1": "Secure children's home",
    "K2": "Children's home",
    "K3": "Supported accommodation",
    "P1": "Placed with parents",
    "P2": "Independent living",
    "P3": "Residential employment",
    "R1": "Residential care home",
    "R2": "Health trust or other establishment with medical care",
    "R3": "Family centre or mother and baby unit",
    "R5": "Young offender institution or prison",
    "S1": "Residential school",
    "T0": "Temporary move",
    "T1": "Temporarily in hospital",
    "T2": "Temporarily on holiday",
    "T3": "Temporarily elsewhere while the carer is on holiday",
    "T4": "Temporarily elsewhere for seven days or less",
    "U1": f"{_FOSTER} a relative or friend, long term",
    "U2": f"{_FOSTER} a relative or friend, fostering for adoption",
    "U3": f"{_FOSTER} a relative or friend",
    "U4": f"{_FOSTER} another carer, long term",
    "U5": f"{_FOSTER} another carer, fostering for adoption",
    "U6": f"{_FOSTER} another carer",
    "Z1": "Other placement",
}
PROVIDERS = {
    "PR0": "parents or another person with parental responsibility",
    "PR1": "the authority's own",
    "PR2": "another local authority",
    "PR3": "another public body",
    "PR4": "private",
    "PR5": "voluntary",
}
LEGAL_STATUSES = {
    "C1": "Interim care order",
    "C2": "Full care order",
    "D1": "Freeing order",
    "E1": "Placement order",
    "V2": "Accommodated under section 20",
    "V3": "Short breaks, each a separate agreement",
    "V4": "Short breaks, under one agreement",
    "L1": "Under police protection",
    "L2": "Emergency protection order",
    "L3": "Child assessment order",
    "J1": "Remanded",
    "J2": "Detained under PACE",
    "J3": "Youth rehabilitation order with residence",
}
ABUSE = {
    "NEG": "neglect",
    "PHY": "physical abuse",
    "SAB": "sexual abuse",
    "EMO": "emotional abuse",
    "MUL": "more than one category",
}
NEEDS = {
    "N0": "need not stated",
    "N1": "abuse or neglect",
    "N2": "child's disability",
    "N3": "parent's disability or illness",
    "N4": "family in acute stress",
    "N5": "family dysfunction",
    "N6": "socially unacceptable behaviour",
    "N7": "low income",
    "N8": "absent parenting",
    "N9": "other than a child in need",
}
CARE_PLANS = {
    "RETURN1M": "return to the family within 1 month",
    "RETURN6M": "return to the family within 6 months",
    "RETURNEV": "return to the family in the end",
    "LTRELFR": "long term with relatives or friends",
    "LTFOST18": "long-term fostering until 18",
    "RESPLMT": "residential placement until 18",
    "SUPPLIV": "supported living",
    "ADOPTION": "adoption",
    "OTHERPLN": "another plan",
}
DISABILITIES = {
    "MOB": "mobility",
    "HAND": "hand function",
    "PC": "personal care",
    "INC": "incontinence",
    "COMM": "communication",
    "LD": "learning",
    "HEAR": "hearing",
    "VIS": "vision",
    "BEH": "behaviour",
    "CON": "consciousness",
    "AUT": "autism",
    "DDA": "another disability",
}
WORDS: dict[EpisodeKind, dict[str, str]] = {
    EpisodeKind.PLACEMENT: PLACEMENTS,
    EpisodeKind.LEGAL_STATUS: LEGAL_STATUSES,
    EpisodeKind.CHILD_PROTECTION_PLAN: ABUSE,
    EpisodeKind.REFERRAL: NEEDS,
    EpisodeKind.CARE_PLAN: CARE_PLANS,
    EpisodeKind.DISABILITY: DISABILITIES,
}
INVOLVED_AS = {
    "CW": "case worker",
    "16PLUS": "personal adviser",
    "IRO": "IRO",
    "SSW": "supervising social worker",
}


def code_in_words(kind: EpisodeKind, code: str) -> str:
    """Return what a code of an episode means, with the code; the code alone if nobody told.

    Example:
        >>> code_in_words(EpisodeKind.LEGAL_STATUS, "C2"), code_in_words(EpisodeKind.PLACEMENT, "Z9")
        ('Full care order (C2)', 'Z9')
    """
    said = WORDS.get(kind, {}).get(code)
    return f"{said} ({code})" if said else code


def episode_in_words(episode: Episode) -> str:
    """Return what an episode is, with its code and provider in words.

    Example:
        >>> from datetime import date
        >>> episode_in_words(Episode(EpisodeKind.CHILD_PROTECTION_PLAN, date(2026, 1, 5), code="NEG"))
        'Child protection plan: neglect (NEG)'
    """
    said = code_in_words(episode.kind, episode.code)
    text = f"{words(episode.kind)}: {_within(said)}" if said else words(episode.kind)
    if episode.kind == EpisodeKind.PLACEMENT and episode.detail:
        return f"{text}, provider {PROVIDERS.get(episode.detail, episode.detail)}"
    return text


def _within(said: str) -> str:
    return said[:1].lower() + said[1:] if said[1:2].islower() else said


def involved_as(role: str, *, allocated: bool) -> str:
    """Return in what role somebody works with a child; of a case worker, that they are allocated.

    Example:
        >>> involved_as("CW", allocated=True), involved_as("IRO", allocated=False)
        ('Case worker, allocated', 'IRO')
    """
    said = INVOLVED_AS.get(role, role) or "involved"
    name = said[:1].upper() + said[1:]
    return f"{name}, allocated" if allocated else name
