"""The plain words of a step say whether its signature may be given on one's own work."""

import pytest

from doorstep.policy import shipped_pack
from doorstep.policy.plain.procedures import procedure_part


@pytest.mark.parametrize(
    ("procedure", "step", "said"),
    [
        ("pep", "worker_to_sign", "which may be given on one's own work"),
        ("tier_change", "with_manager", "which nobody gives on their own work"),
    ],
)
def test_a_signature_says_whether_its_author_may_give_it(procedure, step, said):
    pack = shipped_pack("worcestershire-2020")
    part = procedure_part(pack.procedures[procedure], pack)
    row = next(row for row in part.rows if row.key == f"step {step}")

    assert said in row.said[0].parts[-1 if procedure == "pep" else 1].text
