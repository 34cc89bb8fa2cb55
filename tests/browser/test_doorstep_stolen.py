"""What a stolen phone gives away: its storage, dumped, shows nobody; taken away, it opens no more."""

from pathlib import Path
from typing import Any

from browser.at_the_door import choose_round
from browser.phone_kept import KeptPhone, asked
from browser.running_site import Site
from playwright.sync_api import BrowserType, expect

NOTE, SENT = "canary note of the door", "canary that was sent"
# As after ten wrong PINs.
FORGET = """async () => {
  const vault = await import("/static/doorstep/phone/vault.js");
  const store = await import("/static/doorstep/phone/store.js");
  await vault.forgetKeys(await store.mark("last"));
}"""
CONTROL = "canary that lies in clear"


CLEAR = """async (words) => (await import("/static/doorstep/phone/store.js")).setMark("control", words)"""


def found_in(folder: Path, words: str) -> list[str]:
    """Return the files of a folder that hold these words, in UTF-8 or UTF-16."""
    marks = [words.encode(), words.encode("utf-16-le"), words.encode("utf-16-be")]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(mark in path.read_bytes() for mark in marks)]


def test_nothing_of_anybody_lies_in_clear_and_a_phone_that_is_taken_away_opens_no_more(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    begun_again: Site,
    tmp_path: Path,
) -> None:
    site = begun_again
    child_id = site.known["own"][0]
    pk = site.known["pks"][child_id]
    name = site.known["names"][child_id]
    ((address, postcode),) = asked(
        site,
        f"SELECT address, postcode FROM caseload_child WHERE id = {pk}",  # noqa: S608 (our own)
    )
    assert address
    assert postcode
    choose_round(site, site.known["person"], [pk])
    context = browser_type.launch_persistent_context(tmp_path, **browser_type_launch_args)
    kept = KeptPhone(context, site).set_up()
    kept.page.get_by_role("button", name="Take today’s visits").click()
    expect(kept.page.get_by_role("main")).to_contain_text(name.split()[0])
    kept.save(SENT)
    kept.once(SENT)
    context.set_offline(True)
    kept.save(NOTE)
    caches = kept.page.evaluate(
        """async () => { const kept = [];
        for (const name of await caches.keys())
          for (const request of await (await caches.open(name)).keys())
            kept.push(new URL(request.url).pathname);
        return kept; }"""
    )
    assert {path for path in caches if not path.startswith("/static/doorstep/")} == {"/doorstep/"}
    kept.page.evaluate(CLEAR, CONTROL)
    csrf = kept.page.evaluate("import('/static/doorstep/phone/contact.js').then(c => c.state.csrf)")
    context.close()

    doorstep = [path for path in tmp_path.rglob("*") if path.is_dir() and "127.0.0.1" in path.name]
    assert doorstep, "the browser keeps what pages store in a folder named after the site"
    # The search finds what is not sealed, so that finding nothing means something.
    assert any(found_in(folder, CONTROL) for folder in doorstep)
    for words in (NOTE, SENT, name, name.split()[0], address, postcode, csrf):
        found = [file for folder in doorstep for file in found_in(folder, words)]
        found += found_in(tmp_path / "Default" / "Service Worker", words)
        assert found == [], words

    site.run("UPDATE phone_phone SET revoked_at = enrolled_at, revoked_by_id = user_id")
    context = browser_type.launch_persistent_context(tmp_path, **browser_type_launch_args)
    kept = KeptPhone(context, site)
    kept.sign_in()
    expect(kept.page.get_by_role("heading", name="Set up this phone")).to_be_visible()
    kept.set_up_here()
    kept.once(NOTE)
    context.close()


def test_a_phone_that_is_open_locks_itself_when_it_is_taken_away(
    browser: Any, begun_again: Site
) -> None:
    context = browser.new_context()
    kept = KeptPhone(context, begun_again).set_up()
    begun_again.run("UPDATE phone_phone SET revoked_at = enrolled_at, revoked_by_id = user_id")
    kept.send()
    expect(kept.page.get_by_text("This phone was taken off your account")).to_be_visible()
    keys = kept.page.evaluate(
        """async () => (await import("/static/doorstep/phone/store.js")).all("keys")"""
    )
    assert [each["queue"] for each in keys] == [None]
    context.close()


def test_a_phone_taken_away_says_so_also_when_its_session_is_over(
    browser: Any, begun_again: Site
) -> None:
    context = browser.new_context()
    kept = KeptPhone(context, begun_again).set_up()
    taken = kept.page.get_by_text("This phone was taken off your account")
    begun_again.run("UPDATE phone_phone SET revoked_at = enrolled_at, revoked_by_id = user_id")
    kept.end_session()
    kept.page.reload()
    expect(kept.page.get_by_role("heading", name="Sign in to use this page")).to_be_visible()
    expect(taken).to_be_visible()
    kept.sign_in()
    expect(kept.page.get_by_role("heading", name="Set up this phone")).to_be_visible()
    expect(taken).to_be_visible()
    kept.set_up_here()
    expect(taken).to_be_hidden()
    context.close()


def test_whose_right_ended_and_who_forgot_the_pin_still_sends_what_they_wrote(
    browser: Any, begun_again: Site
) -> None:
    context = browser.new_context()
    kept = KeptPhone(context, begun_again).set_up()
    context.set_offline(True)
    kept.save("Written before")
    begun_again.run("UPDATE accounts_roleheld SET end_date = '2026-11-15'")
    kept.page.evaluate(FORGET)
    context.set_offline(False)
    kept.page.reload()
    kept.set_up_here()
    kept.send()
    kept.waits(0)
    assert kept.items()[0]["state"] == "aside"
    told = asked(begun_again, "SELECT status FROM phone_setaside ORDER BY id DESC")
    assert told[0] == (403,)
    context.close()
