"""Fill in the forms of visits and calls as somebody does who was there."""

from browser.walk import Walk


def fill_when(walk: Walk, day: str = "16", time: str = "9am") -> None:
    """Say when it was, in November 2026."""
    fill_date(walk, "When was it?", day, "11", "2026")
    walk.main.get_by_label("At what time?", exact=True).fill(time)


def fill_date(walk: Walk, legend: str, day: str, month: str, year: str) -> None:
    """Fill in the three boxes of a date."""
    date = walk.main.get_by_role("group", name=legend)
    date.get_by_label("Day").fill(day)
    date.get_by_label("Month").fill(month)
    date.get_by_label("Year").fill(year)


def choose(walk: Walk, question: str, answer: str) -> None:
    """Answer a question that has a few answers."""
    group = walk.main.get_by_role("group", name=question).first
    group.get_by_label(answer, exact=True).check()


def fill_visit(walk: Walk, children: list[str], day: str = "16") -> None:
    """Fill in the form of a visit at which these children were seen; the form is that of the first."""
    names = walk.site.known["names"]
    for other in children[1:]:
        walk.main.get_by_label(names[other], exact=True).check()
    if children[1:]:
        walk.press("Show the questions for each child")
    fill_when(walk, day)
    choose(walk, "What came of it?", "The visit was made")
    choose(walk, "How was it made?", "In person")
    choose(walk, "Where?", "Inside the family home")
    walk.main.get_by_label("Who was there?").fill("Mum and Gran")
    for child in children:
        part = walk.main.get_by_role("region", name=f"About {names[child]}")
        for question in (f"Was {names[child]} seen?", f"Was {names[child]} seen alone?"):
            part.get_by_role("group", name=question, exact=True).get_by_label("Yes").check()
        part.get_by_label("What did you see and hear?").fill("Playing in the kitchen.")


def fill_call(walk: Walk, heard: str) -> None:
    """Fill in the form of a keep-in-touch call in which something was heard."""
    fill_when(walk)
    choose(walk, "How did you call?", "By phone")
    choose(walk, "Did you reach anybody?", "Yes, we spoke")
    walk.main.get_by_label("Who was spoken to").fill("The child and her mother")
    choose(walk, "Was the child or young person spoken to?", "Yes")
    walk.main.get_by_label("What they say of how they are").fill("She is not well.")
    walk.main.get_by_label("How they took part in the conversation").fill("Short, watched.")
    choose(walk, "Was any of this heard?", heard)
    walk.main.get_by_label("From whom, in which words").fill(
        "From the child; the manager was told."
    )
    choose(walk, "Is there a new or increased risk", "No")
    choose(walk, "Is the child attending the school place?", "Attending")
    choose(walk, "Are you concerned though none of this applies?", "No")
    walk.main.get_by_label("What happens next").fill("A visit today.")
