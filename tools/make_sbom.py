"""Write the list of everything an installation contains: `docs/sbom.cdx.json`, CycloneDX 1.6.

    python tools/make_sbom.py

Names and versions are those of requirements.txt and of the stylesheet's package.json; the hashes of every
file that may be installed stand in requirements.txt itself. Licences are what the installed packages say.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "sbom.cdx.json"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)
STYLES = ROOT / "src" / "doorstep" / "web" / "assets" / "package.json"
# What is built into the stylesheet and scripts that pages send; the rest only builds them.
SENT = {"govuk-frontend": "MIT", "@ministryofjustice/frontend": "MIT", "idb": "ISC"}
# Of those whose metadata name no licence that has an id.
TOLD = {
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
}


def pinned() -> dict[str, str]:
    """Return the version of each Python package that an installation has."""
    return dict(PINNED.findall((ROOT / "requirements.txt").read_text(encoding="utf-8")))


def sent() -> dict[str, str]:
    """Return the version of each package of which pages send a part."""
    told = json.loads(STYLES.read_text(encoding="utf-8"))
    wanted = told.get("dependencies", {}) | told.get("devDependencies", {})
    return {name: wanted[name].lstrip("^~") for name in SENT}


def licence(name: str) -> str:
    """Return the licence a package tells, as an expression where it has one."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return ""
    if expression := told.get("License-Expression"):
        return str(expression)
    kinds = [TOLD[c] for c in told.get_all("Classifier") or () if c in TOLD]
    short = str(told.get("License") or "")
    return kinds[0] if kinds else short if short and len(short) < 40 else ""


def components() -> Iterator[Component]:
    make = LicenseFactory()
    for name, version in sorted(pinned().items()):
        yield _component(name, version, "pypi", licence(name), make)
    for name, version in sorted(sent().items()):
        yield _component(name, version, "npm", SENT[name], make)


def _component(name: str, version: str, kind: str, told: str, make: LicenseFactory) -> Component:
    space, _, last = name.rpartition("/")
    purl = PackageURL(kind, space or None, last, version)
    licences = [make.make_from_string(told)] if told else ()
    return Component(
        name=name,
        version=version,
        purl=purl,
        bom_ref=str(purl),
        type=ComponentType.LIBRARY,
        licenses=licences,
    )


def document() -> str:
    """Return the list as text, the same whenever it is made of the same packages."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    own = Component(
        name="doorstep",
        version=project["version"],
        type=ComponentType.APPLICATION,
        bom_ref="doorstep",
    )
    bom = Bom(components=components())
    bom.metadata.component = own
    bom.register_dependency(own, bom.components)
    told = json.loads(JsonV1Dot6(bom).output_as_string())
    del told["metadata"]["timestamp"]  # it would change the file each time it is made
    told["metadata"].pop("tools", None)
    told.pop("dependencies", None)
    key = json.dumps([c["bom-ref"] for c in told["components"]])
    told["serialNumber"] = f"urn:uuid:{uuid5(NAMESPACE_URL, key)}"
    return json.dumps(told, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    OUT.write_text(document(), encoding="utf-8")
    print(f"{OUT.relative_to(ROOT)}: {len(pinned()) + len(sent())} components")
