"""The phone's own lock opens what is on it, also without a network (WebAuthn PRF)."""

from dataclasses import replace

from browser.phone_kept import KeptPhone
from browser.running_site import Site
from playwright.sync_api import Browser, expect

AUTHENTICATOR = {
    "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    "hasPrf": True,
}  # fmt: skip


def test_a_passkey_opens_it_without_a_network_and_what_was_saved_goes_once(
    browser: Browser, running: Site
) -> None:
    running.start_again()
    context = browser.new_context()
    # A passkey belongs to a name, not to a number.
    site = replace(running, address=running.address.replace("127.0.0.1", "localhost"))
    kept = KeptPhone(context, site)
    devtools = context.new_cdp_session(kept.page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    kept.sign_in()
    kept.page.get_by_role("button", name="Use this phone’s fingerprint, face or lock").click()
    kept.is_open()
    kept.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    context.set_offline(True)
    kept.save("By passkey")
    kept.page.reload()
    expect(kept.page.get_by_role("heading", name="Unlock")).to_be_visible()
    kept.page.get_by_role("button", name="Unlock").click()
    kept.is_open()
    kept.waits(1)
    context.set_offline(False)
    kept.once("By passkey")
    context.close()
