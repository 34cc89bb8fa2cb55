"""What an installation sets of work accounts is whole and safe, or it does not start."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from doorstep.web.accounts.work_account_settings import WorkAccount


@pytest.mark.parametrize(
    "wrong",
    [
        {"OIDC_ISSUER": "http://login.example"},
        {"OIDC_ISSUER": "https://login.microsoftonline.com/common/v2.0"},
        {"OIDC_CLIENT_SECRET": ""},
        {"OIDC_ISSUER": ""},
    ],
    ids=str,
)
def test_a_provider_that_is_half_set_or_unsafe_is_refused_at_the_start(
    wrong: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    right = {
        "OIDC_ISSUER": "https://login.example/tenant/v2.0/",
        "OIDC_CLIENT_ID": "c",
        "OIDC_CLIENT_SECRET": "s",
    }
    for name, value in right.items():
        monkeypatch.setenv(f"DOORSTEP_{name}", value)
    found = WorkAccount.of_environment()
    assert found is not None
    assert (found.origin, found.issuer) == (
        "https://login.example",
        "https://login.example/tenant/v2.0",
    )
    for name, value in wrong.items():
        monkeypatch.setenv(f"DOORSTEP_{name}", value)
    with pytest.raises(ImproperlyConfigured):
        WorkAccount.of_environment()


def test_without_any_setting_there_are_no_work_accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"):
        monkeypatch.delenv(f"DOORSTEP_{name}", raising=False)
    assert WorkAccount.of_environment() is None
