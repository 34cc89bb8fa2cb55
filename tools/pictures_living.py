"""The pictures of living with it: data in and out, people who move, being told, records, bad days."""

from browser.pages import REQUESTED
from pictures_door import DOORSTEP
from pictures_shown import PICTURES, Picture


def _pages(*told: tuple[str, str, str, str]) -> tuple[Picture, ...]:
    return tuple(Picture(*each) for each in told)


LIVING: dict[str, tuple[Picture, ...]] = {
    "social_worker": _pages(
        (
            "being-told",
            "/told/",
            "What I am told",
            "One message a day, if something is new; never a name in it.",
        ),
        ("reminders", "/reminders/", "Reminders", "What one wants to think of, on its day."),
    ),
    "senior_manager": _pages(
        (
            "staff",
            "/staff/?list=authority",
            "People",
            "How much each person has, who is away, and what is to be handed over.",
        ),
        (
            "hand-over",
            "/staff/{person}/hand-over/",
            "Handing over",
            "Everything a person holds, until the balance is nothing.",
        ),
        (
            "move",
            "/moves/{moved}/",
            "A move",
            "Who went from whom to whom, and how it is put back.",
        ),
        (
            "continuity",
            "/continuity/?list=authority",
            "Continuity",
            "How many different people visited each child.",
        ),
    ),
    "performance_analyst": _pages(
        ("imports", "/data/", "Imports", "Each extract that came, and what became of it."),
        (
            "import",
            "/data/imports/2/",
            "Before an import is applied",
            "What is new, changed, missing and refused; nothing is changed unseen.",
        ),
        (
            "quality",
            "/data/quality/?list=authority",
            "Data quality",
            "What is wrong in the data, who puts it right, and what to do.",
        ),
        (
            "double",
            "/data/doubles/{alike}/{added}/",
            "Two records of one child?",
            "Side by side, with the reasons; a merge can be undone.",
        ),
        (
            "visit-tables",
            "/documents/tables/",
            "Visit tables",
            "Visits in the shape of the SSD, with how, who agreed and why they counted.",
        ),
    ),
    "administrator": _pages(
        (
            "messages",
            "/administration/messages/",
            "Messages",
            "What was sent, what waits, and what did not arrive.",
        ),
        (
            "api-tokens",
            "/administration/api/",
            "Tokens of the API",
            "Which systems may read or record, and as what.",
        ),
    ),
    "records_officer": _pages(
        (
            "records",
            "/records/",
            "Records",
            "What is due to be disposed of, holds, and requests for copies.",
        ),
        (
            "disposal",
            "/records/disposals/1/",
            "A disposal",
            "Proposed by one, approved by another, done later.",
        ),
        (
            "access-entries",
            f"{REQUESTED}/entries/",
            "A subject access pack",
            "Each entry of the record, and what is hidden in the person’s copy.",
        ),
    ),
}
ALL = {
    who: (*PICTURES.get(who, ()), *DOORSTEP.get(who, ()), *LIVING.get(who, ()))
    for who in {**PICTURES, **DOORSTEP, **LIVING}
}
