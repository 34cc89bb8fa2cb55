"""A form only its writer sees, and a figure about some of the open cases."""

from datetime import date

import pytest
from pydantic import ValidationError

from doorstep.facts import CaseFacts, Episode, EpisodeKind
from doorstep.policy.form import Form
from doorstep.policy.load import shipped_pack
from doorstep.policy.service import Figure
from doorstep.reports.figures import figure_rows

PLAIN = {"id": "testing", "title": "Testing", "clause": "2", "subject": "worker", "private": True}


def test_a_private_form_may_ask_without_requiring_anything():
    form = Form.model_validate({**PLAIN, "fields": [{"id": "on", "label": "Tested on"}]})

    assert form.private


@pytest.mark.parametrize(
    "field",
    [
        {"before": "submit"},
        {"kind": "yes_no", "events": {"yes": "risk_assessment"}},
        {"kind": "yes_no", "facts": {"yes": "high_risk"}},
    ],
)
def test_a_private_form_neither_requires_nor_records(field):
    with pytest.raises(ValidationError, match="requires, signs and records nothing: on"):
        Form.model_validate({**PLAIN, "fields": [{"id": "on", "label": "Tested on", **field}]})


def test_nobody_signs_a_private_form():
    manager = {"id": "manager", "label": "Manager", "by": ["team_manager"]}
    fields = [{"id": "on", "label": "Tested on"}]

    with pytest.raises(ValidationError, match="requires, signs and records nothing: manager"):
        Form.model_validate({**PLAIN, "fields": fields, "signatures": [manager]})


def test_a_figure_is_about_those_for_whom_its_condition_holds():
    figure = Figure.model_validate(
        {
            "id": "stale",
            "title": "Stale",
            "clause": "2",
            "measure": "without_assessment",
            "within": "4 weeks",
            "by": ["authority"],
            "when": {"age": {"under": 18}},
        }
    )
    referral = (Episode(EpisodeKind.REFERRAL, date(2020, 11, 2)),)
    leaver = (Episode(EpisodeKind.CARE_LEAVER, date(2020, 11, 2)),)
    cases = [
        CaseFacts(child_id="Amira", born=date(2015, 1, 1), episodes=referral),
        CaseFacts(child_id="Owen", born=date(2001, 1, 1), episodes=leaver),
    ]

    [row] = figure_rows(figure, cases, shipped_pack("england-statutory"), as_at=date(2020, 12, 1))

    assert (row["count"], row["of"]) == (1, 1)
