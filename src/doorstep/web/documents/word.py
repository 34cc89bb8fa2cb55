"""A document as a Word file, from our template or the authority's own."""

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from doorstep.web.documents.paper import Paper, readable

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OURS = Path(__file__).parent / "templates"
NAME = re.compile(r"[a-z0-9_]+")
logger = logging.getLogger(__name__)


class BrokenTemplateError(Exception):
    """A template that makes no document; the message names the file, the place and what is wrong."""


@dataclass(frozen=True, slots=True)
class Made:
    """A Word file; `warning` says why it is not on the authority's own template."""

    content: bytes
    warning: str = ""


def word_of(paper: Paper) -> Made:
    """Return a document as a Word file; where the authority's template is broken, on ours."""
    own = own_template(paper)
    if own is not None:
        try:
            return Made(filled(own, paper))
        except BrokenTemplateError as error:
            logger.warning("document template is broken", extra={"template": own.name})
            return Made(
                filled(ours(paper), paper), f"{error} It was made on Doorstep’s own template."
            )
    return Made(filled(ours(paper), paper))


def own_template(paper: Paper) -> Path | None:
    """Return the authority's template for a document: of its very name first, then of its kind."""
    if not settings.DOCUMENT_TEMPLATES:
        return None
    folder = Path(settings.DOCUMENT_TEMPLATES)
    files = (folder / f"{name}.docx" for name in paper.names if NAME.fullmatch(name))
    return next((file for file in files if file.is_file()), None)


def ours(paper: Paper) -> Path:
    """Return Doorstep's own template for a document."""
    return OURS / f"{paper.names[-1]}.docx"


def filled(template: Path, paper: Paper) -> bytes:
    """Return a template with what the document says in it.

    Raises: BrokenTemplateError.
    """
    try:
        book = DocxTemplate(str(template))
        book.render(context_of(paper), jinja_env=_environment())
        found = io.BytesIO()
        book.save(found)
    except TemplateError as error:
        raise BrokenTemplateError(f"{template.name}: {_place(error)}") from error
    except Exception as error:  # whatever a broken file makes the libraries raise, it is broken
        said = f"it is no Word file that can be filled in ({type(error).__name__})."
        raise BrokenTemplateError(f"{template.name}: {said}") from error
    return found.getvalue()


def context_of(paper: Paper) -> dict[str, Any]:
    """Return the names a template can use, as docs/documents.md lists them."""
    paper = readable(paper)
    told: dict[str, Any] = asdict(paper)
    told |= {
        "rows": [row._asdict() for row in paper.rows],
        "signatures": [s._asdict() | {"said": s.said} for s in paper.signatures],
        "steps": [step._asdict() for step in paper.steps],
        "child": paper.child._asdict(),
        "said_of_child": paper.said_of_child,
        "kind": str(paper.kind),
        "authority": settings.AUTHORITY or "Doorstep",
    }
    for name in ("about", "pairs", "also"):
        told[name] = [{"label": label, "said": said} for label, said in told[name]]
    return told


def _environment() -> SandboxedEnvironment:
    # In a sandbox because a template is a file from outside; a name it misspells is an error.
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_written)


def _written(value: Any) -> Any:
    """Return a value as it stands in the document: as text, whatever it looks like."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    text = str(escape(value))
    # The library makes `{{` of `{_{` when all is written; as a reference the sign stays what it is.
    text = re.sub(r"(?<=[{%])_(?=[{%}])|(?<=})_(?=})", "&#95;", text)
    return Markup(text)  # noqa: S704 (escaped in the line above)


def _place(error: TemplateError) -> str:
    """Return where in a template an error is, and which, in a sentence."""
    near = [line.strip() for line in getattr(error, "docx_context", ())]
    said = " ".join(str(error).split()).rstrip(".")
    around = next((line for line in near if "{" in line), "")
    return f"near “{around[:80]}”: {said}." if around else f"{said}."


def templates_of_the_authority() -> Iterator[Path]:
    """Yield every Word file in the folder of the authority's templates, by name."""
    if settings.DOCUMENT_TEMPLATES:
        yield from sorted(Path(settings.DOCUMENT_TEMPLATES).glob("*.docx"))
