"""Whether a day of review lies far enough ahead for what is to hold until then."""

from datetime import date

from doorstep.policy.form import Field, Form
from doorstep.policy.procedure import Procedure
from doorstep.vocabulary import Makes, Tells
from doorstep.workflow.forms import Given
from doorstep.workflow.words import quoted


def review_days_over(
    rule: Procedure, form: Form, given: Given, *, on: date
) -> list[tuple[Field, str]]:
    """Return the days of review that have come already, each with why it may not be so (S9).

    An approval of a method lasts to the end of its day, so that may be the day itself; what a plan or
    a tier says would hold on no day.
    """
    makes = {step.makes for step in rule.steps.values()} - {None}
    lasts, today = makes == {Makes.METHOD_APPROVAL}, on.isoformat()
    days = [(f, given[f.id]) for f in form.fields if f.tells == Tells.REVIEW_DATE and f.id in given]
    how = "that day must not have passed." if lasts else "that day must lie ahead."
    return [
        (each, f"{quoted(each.label)}: {how}")
        for each, told in days
        if told < today or (told == today and not lasts)
    ]
