"""The pictures of the doorstep page, of lone working, and of who is there."""

from collections.abc import Callable

from browser.at_the_door import PIN, AtTheDoor, choose_round
from browser.walk import Walk
from pictures_shown import Picture

DOOR = "/doorstep/"


def _on_the_phone(does: Callable[[AtTheDoor], None]) -> Callable[[Walk], None]:
    """Return what unlocks the page, sets it up the first time, and then does something there."""

    def doing(walk: Walk) -> None:
        door, known = AtTheDoor(walk), walk.site.known
        lock = door.main.get_by_label("Your PIN for this phone")
        if lock.count():
            lock.fill(PIN)
            door.main.get_by_role("button", name="Unlock").click()
        else:
            pks = [known["pks"][child] for child in (*known["siblings"][:2], *known["own"][:2])]
            choose_round(walk.site, known["person"], dict.fromkeys(pks))
            door.set_up()
        door.page.locator("body:not([data-view=lock])").wait_for()
        if door.page.locator("body[data-view=today]").count() == 0:  # it goes on where one was
            _waiting(door)
            door.tap("button", "Go to today’s visits")
            door.shows("today")
        does(door)

    return doing


def _list(door: AtTheDoor) -> None:
    door.shows("today")


def _stop(door: AtTheDoor) -> None:
    door.main.locator(".d-stop__title a").first.tap()
    door.shows("stop")


def _visit(door: AtTheDoor) -> None:
    _stop(door)
    door.tap("button", "Seen, but otherwise")
    door.shows("visit")


def _check(door: AtTheDoor) -> None:
    _stop(door)
    door.tap("button", "Seen, all as planned")
    door.shows("check")


def _done(door: AtTheDoor) -> None:
    _check(door)
    door.cut()
    door.tap("button", "Save 2 records")
    door.shows("done")
    door.walk.context.set_offline(False)


def _waiting(door: AtTheDoor) -> None:
    door.page.locator("#bar a").first.click()
    door.shows("waiting")


_PHONE = (
    ("door-list", "On the doorstep: the day", "The day’s visits in the order to travel.", _list),
    ("door-stop", "One door", "Address, warnings, what is owed and how, guidance, PPE.", _stop),
    ("door-visit", "The visit in full", "A part for each child; what was typed is kept.", _visit),
    ("door-check", "Before it is saved", "Whether it counts, and what is due then.", _check),
    ("door-saved", "Saved on this phone", "Without signal, with its receipt number.", _done),
    (
        "door-waiting",
        "What was saved",
        "What waits, what needs its person, what was sent.",
        _waiting,
    ),
)
DOORSTEP: dict[str, tuple[Picture, ...]] = {
    "social_worker": (
        Picture(
            "round", "/doorstep/round/", "Before leaving", "Whom to visit, when, in which order."
        ),
        *(
            Picture(name, DOOR, title, says, _on_the_phone(does))
            for name, title, says, does in _PHONE
        ),
        Picture("outing", "/out/{outing}/", "Somebody at a door", "Who watches, and who was told."),
        Picture("phones", "/doorstep/phones/", "Your phones", "Each phone, and what waits on it."),
        Picture(
            "how-i-am", "/how-i-am/", "How I am", "One word for the day; reasons stay private."
        ),
    ),
    "{manager}": (
        Picture(
            "team-phones", "/doorstep/team/", "Phones of a team", "What is unsent, and since when."
        ),
        Picture(
            "set-aside", "/doorstep/aside/", "Set aside", "What could not be taken in, and why."
        ),
        Picture(
            "availability",
            "/availability/?list=team-{team}",
            "Who is there",
            "Who can visit, who works from home, who is away.",
        ),
        Picture(
            "written-down", "/written-down/", "When visits are written down", "Figures, no names."
        ),
    ),
    "senior_manager": (
        Picture("situation", "/situation/", "Situation", "Staff who cannot work, day by day."),
    ),
}
