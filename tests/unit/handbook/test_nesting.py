"""Conditions inside conditions, in plain words: there is one way only to read each sentence."""

import re
from itertools import permutations, product

import pytest

from doorstep.policy.condition import Condition
from doorstep.policy.plain.circumstances import children, circumstance

LEAVER = {"is": "care_leaver"}
RED = {"fact": "rag", "value": ["red"]}
RATED = {"fact": "rag", "value": ["red", "amber"]}
UNBORN = {"is": "unborn"}
TEENS = {"age": {"at_least": 13, "under": 18}}
TOLD = {"event": "kit_disclosure", "until": ["seen", "manager_decided"]}
LEAVES = (LEAVER, RATED, UNBORN, TEENS, TOLD)
WRAPS = (
    lambda *parts: {"all": list(parts)},
    lambda *parts: {"any": list(parts)},
    lambda *parts: {"not": {"all": list(parts)}},
    lambda *parts: {"not": {"any": list(parts)}},
)
NOT_LEAVER = "the young person has no care-leaver status, or is looked after"


def said(condition):
    return circumstance(Condition.model_validate(condition))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"all": [{"not": LEAVER}, RED]}, f"({NOT_LEAVER}) and the rating is red"),
        ({"any": [RED, {"not": LEAVER}]}, f"the rating is red or ({NOT_LEAVER})"),
        ({"not": LEAVER}, NOT_LEAVER),
        ({"all": [RATED, UNBORN]}, "(the rating is red or amber) and the child is not born yet"),
        ({"any": [RATED, UNBORN]}, "the rating is red or amber or the child is not born yet"),
        ({"all": [{"all": [{"any": [RED, UNBORN]}]}]},
         "the rating is red or the child is not born yet"),
        ({"any": [{"all": [{"not": {"any": [RED, TEENS]}}, UNBORN]}, {"not": LEAVER}]},
         "(the rating is not red and the child is not 13 or over and under 18 and the child is not born"
         f" yet) or ({NOT_LEAVER})"),
        ({"not": {"all": [LEAVER, {"any": [RATED, {"all": [UNBORN, RED]}]}]}},
         f"({NOT_LEAVER}) or ((the rating is not red or amber) and (the child is born or the rating is"
         " not red))"),
    ],
)  # fmt: skip
def test_what_holds_together_stands_in_brackets(condition, expected):
    assert said(condition) == expected


def test_whom_an_alternative_among_others_concerns_stands_in_brackets():
    either = {"any": [{"is": "looked_after"}, {"is": "child_protection_plan"}, {"any": [TEENS]}]}

    assert children(Condition.model_validate({"all": [either, RATED]})) == (
        "children (either who are looked after, on a child protection plan or (aged 13 or over and"
        " under 18)) and rated red or amber"
    )


def deep():
    """Yield conditions three deep: of every kind within every kind, before and after another."""
    for a, b, c, d in permutations(LEAVES, 4):
        for outer, middle, inner in product(WRAPS, repeat=3):
            yield outer(middle(inner(a, b), c), d)
            yield outer(d, middle(c, inner(b, {"not": a})))


def test_three_deep_each_sentence_says_what_the_condition_says():
    for condition in deep():
        text = said(condition)
        read = Reading(text).whole()
        for values in product((False, True), repeat=len(LEAVES)):
            assert read(values) == holds(condition, values), text


def holds(condition, values):
    if "not" in condition:
        return not holds(condition["not"], values)
    for word, join in (("all", all), ("any", any)):
        if word in condition:
            return join(holds(part, values) for part in condition[word])
    return values[LEAVES.index(condition)]


# Each leaf as it is said, and what it means; those that hold "or", "and" or a comma are read in brackets
# where another word joins them.
SAID = {
    said({"not": leaf} if turned else leaf): (n, turned)
    for n, leaf in enumerate(LEAVES)
    for turned in (False, True)
}
WORDS = re.compile(
    "|".join([*map(re.escape, sorted(SAID, key=len, reverse=True)), r"[(),]", "and|or"])
)


class Reading:
    """A sentence read back: what stands at one level is joined by one word only."""

    def __init__(self, text):
        self.words = WORDS.findall(text)
        assert "".join(self.words).replace(" ", "") == text.replace(" ", ""), text

    def whole(self):
        read = self.level("")
        assert not self.words
        return read

    def level(self, end):
        parts, joins, leaves = [], set(), []
        while True:
            word = self.words.pop(0)
            leaves += [word] if word in SAID else []
            parts.append(self.level(")") if word == "(" else leaf(*SAID[word]))
            following = self.words.pop(0) if self.words else ""
            if following == end:
                break
            joins |= {following} - {","}
        assert len(joins) <= 1
        alone = len(parts) == 1
        join = all if joins == {"and"} else any
        assert alone or not any(is_open(text, joins) for text in leaves), leaves
        return lambda values: join(part(values) for part in parts)


def leaf(number, turned):
    return lambda values: values[number] != turned


def is_open(text, joins):
    """Test whether a leaf must not stand without brackets between others."""
    plain = text.replace("13 or over", "13")
    return (
        ", " in text or (" or " in plain and "and" in joins) or (" and " in plain and "or" in joins)
    )
