"""Make Doorstep's Word templates anew: python tools/make_document_templates.py [folder].

They are files in the repository, so that an authority can take one as the start of its own. The same
script makes the same bytes within one version of the library: nothing in them tells the time.
"""

import io
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

HERE = Path(__file__).parent.parent / "src/doorstep/web/documents/templates"
MADE = datetime(2026, 1, 1, tzinfo=UTC)
WIDTH = 17.0  # centimetres between the margins of A4
GREY = RGBColor(0x50, 0x5A, 0x5F)


def book(title: str) -> Any:
    """Return an empty document in our styles, with a foot that says whom it is about."""
    made = Document()
    told = made.core_properties
    told.author, told.title, told.comments = "Doorstep", title, ""
    told.created = told.modified = MADE
    told.last_modified_by, told.language = "Doorstep", "en-GB"
    page = made.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin, page.bottom_margin = Cm(2), Cm(2)
    _styles(made)
    page.header.paragraphs[0].text = "{{ authority }}"
    page.header.paragraphs[0].style = made.styles["Small"]
    foot = page.footer.paragraphs[0]
    foot.style = made.styles["Small"]
    foot.add_run("{{ said_of_child }}. Page ")
    _number(foot, "PAGE")
    foot.add_run(" of ")
    _number(foot, "NUMPAGES")
    return made


def _styles(made: Any) -> None:
    plain = made.styles["Normal"]
    plain.font.name, plain.font.size = "Arial", Pt(11)
    plain.element.rPr.rFonts.set(qn("w:eastAsia"), "Arial")
    plain.element.rPr.rFonts.set(qn("w:cs"), "Arial")
    plain.paragraph_format.space_after = Pt(6)
    for name, size in (("Heading 1", 16), ("Heading 2", 12.5)):
        style = made.styles[name]
        style.font.name, style.font.size, style.font.bold = "Arial", Pt(size), True
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        style.paragraph_format.space_before = Pt(0 if name == "Heading 1" else 12)
        style.paragraph_format.space_after = Pt(6)
    small = made.styles.add_style("Small", WD_STYLE_TYPE.PARAGRAPH)
    small.base_style = plain
    small.font.size, small.font.color.rgb = Pt(9), GREY
    small.paragraph_format.space_after = Pt(3)
    cell = made.styles.add_style("Cell", WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style, cell.font.size = plain, Pt(10)
    cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(2)


def _number(paragraph: Any, field: str) -> None:
    for kind, text in (("begin", ""), ("", field), ("end", "")):
        run = paragraph.add_run()
        if kind:
            sign = OxmlElement("w:fldChar")
            sign.set(qn("w:fldCharType"), kind)
        else:
            sign = OxmlElement("w:instrText")
            sign.text = text
        run._r.append(sign)


def only_if(made: Any, name: str, *paragraphs: tuple[str, str]) -> None:
    """Add paragraphs (style, text) that are there only if the document has something of this name."""
    made.add_paragraph(f"{{%p if {name} %}}")
    for style, text in paragraphs:
        made.add_paragraph(text, style=style)
    made.add_paragraph("{%p endif %}")


def head(made: Any) -> None:
    """Add the prescribed opening, which stands before everything else, and the title."""
    only_if(made, "opening", ("Normal", "{{ opening }}"))
    only_if(made, "clause", ("Small", "{{ clause }}"))
    made.add_paragraph("{{ title }}", style="Heading 1")
    made.add_paragraph("{{ said_of_child }}", style="Normal")


def table(made: Any, rows: str, heads: list[str], cells: list[str], widths: list[float]) -> None:
    """Add a table with a line for each of `rows`; its head is repeated on every page."""
    grid = made.add_table(rows=0, cols=len(cells), style="Table Grid")
    grid.autofit = False
    if any(heads):
        line = grid.add_row()
        _fill(line, heads, bold=True)
        mark = OxmlElement("w:tblHeader")
        line._tr.get_or_add_trPr().append(mark)
    _fill(grid.add_row(), [f"{{%tr for each in {rows} %}}", *[""] * (len(cells) - 1)])
    _fill(grid.add_row(), cells, bold_first=True)
    _fill(grid.add_row(), ["{%tr endfor %}", *[""] * (len(cells) - 1)])
    for line in grid.rows:
        for cell, width in zip(line.cells, widths, strict=True):
            cell.width = Cm(width)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Cm(width)


def _fill(line: Any, texts: list[str], *, bold: bool = False, bold_first: bool = False) -> None:
    for n, (cell, text) in enumerate(zip(line.cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.style = "Cell"
        paragraph.add_run(text).bold = bold or (bold_first and n == 0)
        if bold:
            shade = OxmlElement("w:shd")
            shade.set(qn("w:val"), "clear")
            shade.set(qn("w:fill"), "E7E6E6")
            cell._tc.get_or_add_tcPr().append(shade)


def pairs(made: Any, name: str) -> None:
    """Add a table of labels and what is said under each."""
    table(made, name, ["", ""], ["{{ each.label }}", "{{ each.said }}"], [WIDTH * 0.3, WIDTH * 0.7])


def about(made: Any) -> None:
    """Add where it comes from, a line each."""
    made.add_paragraph("{%p for each in about %}")
    made.add_paragraph("{{ each.label }}: {{ each.said }}", style="Small")
    made.add_paragraph("{%p endfor %}")


def form() -> Any:
    """Return the template of a form: three columns as policies print them, sign-off at the foot."""
    made = book("Form")
    head(made)
    heads = [f"{{{{ columns[{n}] }}}}" for n in range(3)]
    cells = ["{{ each.factor }}", "{{ each.assessment }}", "{{ each.comments }}"]
    table(made, "rows", heads, cells, [WIDTH * 0.32, WIDTH * 0.42, WIDTH * 0.26])
    made.add_paragraph("{%p if also %}")
    made.add_paragraph("Also recorded", style="Heading 2")
    pairs(made, "also")
    made.add_paragraph("{%p endif %}")
    made.add_paragraph("About this form", style="Heading 2")
    about(made)
    return made


def decision() -> Any:
    """Return the template of a decision or a dispute: what was done, step by step, and the outcome."""
    made = book("Decision")
    head(made)
    about(made)
    made.add_paragraph("What was done", style="Heading 2")
    only_if(made, "not steps", ("Normal", "Nothing has been done yet."))
    made.add_paragraph("{%p if steps %}")
    steps(made)
    made.add_paragraph("{%p endif %}")
    return made


def steps(made: Any) -> None:
    """Add a table of what was done, a line each."""
    cells = [
        "{{ each.when }}",
        "{{ each.action }}{% if each.step %}\n{{ each.step }}{% endif %}",
        "{{ each.who }}",
        "{% if each.told %}{{ each.told }}\n{% endif %}Then: {{ each.outcome }}"
        "{% if each.fingerprint %}\nFingerprint {{ each.fingerprint }}{% endif %}",
    ]
    heads = ["When", "What, at which step", "Who", "What was said, and what came of it"]
    table(made, "steps", heads, cells, [WIDTH * 0.16, WIDTH * 0.24, WIDTH * 0.2, WIDTH * 0.4])


def note() -> Any:
    """Return the template of a case note, and of a formal resolution."""
    made = book("Case note")
    head(made)
    about(made)
    made.add_paragraph("{{ text }}", style="Normal").paragraph_format.space_before = Pt(10)
    made.add_paragraph("{%p if steps %}")
    made.add_paragraph("How it was tried to agree", style="Heading 2")
    steps(made)
    made.add_paragraph("{%p endif %}")
    return made


def visit() -> Any:
    """Return the template of a visit, a call or a contact."""
    made = book("Visit")
    head(made)
    pairs(made, "pairs")
    made.add_paragraph("About this record", style="Heading 2")
    about(made)
    return made


TEMPLATES = {"form": form, "decision": decision, "note": note, "visit": visit}


def packed(made: Any) -> bytes:
    """Return a document as a file in which nothing tells when it was made."""
    first, last = io.BytesIO(), io.BytesIO()
    made.save(first)
    with zipfile.ZipFile(first) as there, zipfile.ZipFile(last, "w", zipfile.ZIP_DEFLATED) as here:
        for name in there.namelist():
            told = zipfile.ZipInfo(name, MADE.timetuple()[:6])
            here.writestr(told, there.read(name), zipfile.ZIP_DEFLATED)
    return last.getvalue()


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in TEMPLATES.items():
        (folder / f"{name}.docx").write_bytes(packed(make()))
        print(folder / f"{name}.docx")


if __name__ == "__main__":
    main()
