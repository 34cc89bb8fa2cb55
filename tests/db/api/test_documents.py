"""What is written of the API holds: the description is current, the examples work as they stand."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import api_made as api
import pytest
import web_made as made

from doorstep.web.api.described import as_text
from doorstep.web.api.words import Scope
from doorstep.web.caseload.models import Visit

DOCS = Path(__file__).parents[3] / "docs"
TOLD = (DOCS / "api.md").read_text()


def test_the_published_description_is_current() -> None:
    published = (DOCS / "schema/api-v1.json").read_text()
    assert published == as_text(), "python -m doorstep.web api_description >docs/schema/api-v1.json"


def test_every_address_scope_and_refusal_is_told() -> None:
    described = json.loads(as_text())
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            name = f"`{method.upper()} {path.removeprefix('/api/v1/')}`"
            assert name in TOLD, name
            assert operation["summary"]
            assert operation["description"]
            for status in set(operation["responses"]) - {"200", "201", "304"}:
                assert status in TOLD, status
                content = operation["responses"][status]["content"]
                assert list(content) == ["application/problem+json"]
    assert all(f"`{scope}`" in TOLD for scope in Scope)


def test_what_is_sent_has_no_room_for_more() -> None:
    described = json.loads(as_text())["components"]["schemas"]
    for name in ("VisitSent", "SeenChild", "ContactSent"):
        assert described[name]["additionalProperties"] is False


@pytest.mark.django_db(transaction=True)
def test_the_examples_work_as_they_stand(live_server: Any) -> None:
    curl, bash = shutil.which("curl"), shutil.which("bash")
    if curl is None or bash is None:
        pytest.skip("There is no curl here.")
    made.adopt()
    made.store(made.case("C1"))
    told = {
        "DOORSTEP": live_server.url,
        "TOKEN": api.token(api.system()),
        "CHILD": "C1",
        "PATH": str(Path(curl).parent),
    }
    blocks = re.findall(r"```sh\n(.*?)```", TOLD, re.DOTALL)
    assert len(blocks) == 3
    for block in blocks:
        done = subprocess.run(
            [bash, "-e", "-c", block], env=told, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (block, done.stdout, done.stderr)
        assert done.stdout.startswith("{")
    assert Visit.objects.count() == 2
