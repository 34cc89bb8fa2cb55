"""Make a picture of each page, on a desk and on a phone, for docs/pages.md; always of the same moment.

The site runs on an invented authority made of one seed, at a fixed time, so that the same code gives
the same pictures. `make pictures` writes docs/pictures/ and docs/pages.md anew.
"""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from browser.running_site import Site, site  # noqa: E402
from browser.walk import Walk  # noqa: E402
from conftest import FLAGS, chromium  # noqa: E402
from pictures_living import ALL as PICTURES  # noqa: E402
from pictures_shown import Picture  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

INTO = ROOT / "docs" / "pictures"
PAGE = ROOT / "docs" / "pages.md"
CHILDREN = 300
LARGEST, TOGETHER = 150_000, 8_000_000
SIZES = {"desktop": (1200, 900, 1900), "phone": (390, 844, 1700)}


def main() -> None:
    """Make all pictures, and the page that shows them."""
    shutil.rmtree(INTO, ignore_errors=True)
    INTO.mkdir(parents=True)
    browser_path = chromium()
    if browser_path is None:
        sys.exit("There is no Chromium here. On Debian or Ubuntu: apt-get install -y chromium")
    with site(CHILDREN) as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=list(FLAGS))
        for who, pictures in PICTURES.items():
            for kind in SIZES:
                _take(browser, running, who, pictures, kind)
    _write_page()
    _weigh()


def _take(
    browser: object, running: Site, who: str, pictures: tuple[Picture, ...], kind: str
) -> None:
    running.start_again()  # what one picture reads or signs is not in the next
    wide, high, tallest = SIZES[kind]
    context = browser.new_context(  # type: ignore[attr-defined]
        viewport={"width": wide, "height": high}, reduced_motion="reduce", has_touch=True
    )
    walk = Walk(context, running, kind)
    if who:
        walk.sign_in(who.format(**running.known))
    for each in pictures:
        walk.go(each.path.format(**running.known))
        if each.doing:
            each.doing(walk)
        walk.page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
        whole = walk.page.evaluate("document.documentElement.scrollHeight")
        file = INTO / f"{each.name}-{kind}.png"
        walk.page.screenshot(
            path=file,
            full_page=True,
            clip={"x": 0, "y": 0, "width": wide, "height": min(whole, tallest)},
        )
        _fewer_colours(file)
    walk.close()


def _fewer_colours(file: Path) -> None:
    """Store a picture with a palette: a third of the size, and nobody sees it."""
    from PIL import Image

    with Image.open(file) as picture:
        small = picture.convert("RGB").quantize(
            96, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
        )
    small.save(file, optimize=True)


def _write_page() -> None:
    parts = [
        "# The pages\n",
        "Made by `make pictures` from an invented authority; every person is made up. The left picture is"
        " of a desk, the right one of a phone. A long page is cut off at its foot.\n",
    ]
    for pictures in PICTURES.values():
        for each in pictures:
            parts.append(f"## {each.title}\n\n{each.says}\n")
            shown = (
                f'<img src="pictures/{each.name}-{kind}.png" alt="{each.title}, {alt}" width="{width}">'
                for kind, alt, width in (
                    ("desktop", "on a desk", 560),
                    ("phone", "on a phone", 200),
                )
            )
            parts.append(" ".join(shown) + "\n")
    PAGE.write_text("\n".join(parts), encoding="utf-8")


def _weigh() -> None:
    sizes = {file.name: file.stat().st_size for file in INTO.glob("*.png")}
    heavy = {name: size for name, size in sizes.items() if size > LARGEST}
    print(f"{len(sizes)} pictures, {sum(sizes.values()) / 1e6:.1f} MB")
    if heavy or sum(sizes.values()) > TOGETHER:
        sys.exit(f"Too large: {heavy or 'all together'}")


if __name__ == "__main__":
    main()
