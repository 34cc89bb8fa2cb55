"""Forms as documents have the rows of the policy's printed templates, in their order."""

import importlib.util
import io
import zipfile
from pathlib import Path

import pytest
from docx import Document

from doorstep.policy import shipped_pack
from doorstep.web.documents.paper import Kind, Paper, Row, Subject
from doorstep.web.documents.plain import plain_text
from doorstep.web.documents.print import print_of
from doorstep.web.documents.printed import Layout
from doorstep.web.documents.samples import sample_of, samples
from doorstep.web.documents.word import OURS, word_of
from doorstep.workflow.forms import nothing_holds

TOOLS = Path(__file__).parents[3] / "tools"
A1 = [
    "Name of Children / Legal Status",
    "Background Visiting Arrangements",
    "Why are we involved? What are the risks?",
    "How have the risks changed due to CV19?",
    "Who else is supporting this family (professionals and social networks) and how?",
    "Who else is supporting this child / placement? Is the child attending school? If not does this "
    "increase the risks?",
    "What alternatives to direct visits are available and how do these address risks?",
    "Current CV19 impact on this family? Potential symptoms, self-isolating, high-risk group?",
    "Proposed visiting arrangements – frequency / method / by whom?",
    "When will the above need to be reviewed?",
    "Manager sign-off",
    "IRO sign-off",
]


def form(name: str):
    return shipped_pack("lancashire-2020").forms[name]


def table(paper: Paper, number: int = 0) -> list[list[str]]:
    book = Document(io.BytesIO(word_of(paper).content))
    return [[cell.text for cell in row.cells] for row in book.tables[number].rows]


def test_a1_has_the_twelve_rows_of_the_policy_in_three_columns():
    rows = table(sample_of(form("visiting_plan_cp")))

    assert rows[0] == ["Factor", "Assessment", "Comments"]
    assert [row[0] for row in rows[1:]] == A1


def test_a3_asks_for_children_in_placement_in_its_last_row_and_names_them_below():
    paper = sample_of(form("visiting_plan_carer"))
    rows = table(paper)

    assert len(rows) == 1 + 11
    assert rows[9][0].startswith(
        "When will the above need to be reviewed? (at a maximum every 3 weeks"
    )
    assert rows[10][0] == "Manager sign-off"
    assert rows[11][0] == "IRO sign-off (for foster carers and adopters with CLA in placement)"
    assert rows[11][1].startswith("CLA in placement: Yes\nSigned by Ines Ferrar, IRO")
    assert table(paper, 1)[0][0] == "Children looked after in the placement"


def test_on_a3_without_such_children_the_iro_is_not_asked():
    told = {"carer": "Mrs Lowry", "cla_in_placement": "no"}
    rows = Layout(form("visiting_plan_carer"), told, nothing_holds, {}).rows()

    assert rows[-1].assessment == "CLA in placement: No\nNot asked for in this case"
    assert rows[-2] == Row("Manager sign-off", "Not signed")


def test_a4_has_no_row_for_a_review():
    rows = table(sample_of(form("visiting_plan_bridging")))

    assert len(rows) == 1 + 10
    assert not [row for row in rows if "review" in row[0]]
    assert [row[0] for row in rows[-2:]] == ["Manager sign-off", "IRO sign-off"]


def test_a_care_leaver_has_no_row_on_a_placement():
    told = {"child": "Chidi", "background": "Monthly"}
    rows = Layout(form("visiting_plan_cla"), told, nothing_holds, {}).rows()

    assert not [row for row in rows if "stability" in row.factor]


def test_a_form_without_printed_rows_keeps_its_own_order():
    paper = sample_of(shipped_pack("practice-standards-2022").forms["virtual_visit_rationale"])

    labels = [
        f.label
        for f in shipped_pack("practice-standards-2022").forms["virtual_visit_rationale"].fields
    ]
    assert [row.factor for row in paper.rows][: len(labels)] == labels
    assert paper.columns == ("Question", "Answer", "Comments")


@pytest.mark.parametrize(
    "pack", ["worcestershire-2020", "buckinghamshire-2020", "practice-leaders"]
)
def test_every_form_of_every_pack_makes_a_document(pack: str):
    for each in shipped_pack(pack).forms.values():
        assert word_of(sample_of(each)).warning == ""


STRANGE = [
    "{{ 7*7 }}",
    "{% for x in y %}",
    "{_{ 7*7 }_} {_% x %_}",
    "<w:p><w:r><w:t>no</w:t></w:r></w:p>",
    "</w:t></w:r></w:p>",
    "a & b < c > d \" e ' f",
    "קיץ · صيف · שלום 123",
    "👋🏽 zażółć",
    "one\ntwo\n\nthree\tfour",
    "word " * 4_000,
    "x" * 20_000,
]


@pytest.mark.parametrize("text", STRANGE, ids=range(len(STRANGE)))
def test_text_is_text_in_word(text: str):
    paper = _with(text)

    assert table(paper)[1] == [text, text, text]


def test_signs_that_no_file_can_hold_are_left_out():
    paper = _with("bell\x07 page\x0c half\ud800 end\x00")

    assert table(paper)[1][0] == "bell page half end"
    assert "bell page half end" in plain_text(paper)
    assert print_of(paper).startswith(b"%PDF")


def test_a_row_of_twenty_thousand_letters_is_printed():
    assert print_of(_with("word " * 4_000)).startswith(b"%PDF")


def _with(text: str) -> Paper:
    row = Row(text, text, text)
    return Paper(
        kind=Kind.FORM, names=("form",), title=text[:50], child=Subject("A", "C1"), rows=(row,)
    )


def test_each_kind_says_the_same_in_text_and_word():
    for paper in samples():
        assert paper.title in plain_text(paper)
        assert word_of(paper).content.startswith(b"PK")


def test_the_prescribed_opening_is_the_first_thing_that_is_said():
    paper = next(p for p in samples() if p.kind == Kind.VISIT)

    assert plain_text(paper).split("\n")[0] == paper.opening
    assert Document(io.BytesIO(word_of(paper).content)).paragraphs[0].text == paper.opening


def test_the_templates_are_those_that_the_script_makes():
    there = importlib.util.spec_from_file_location("making", TOOLS / "make_document_templates.py")
    making = importlib.util.module_from_spec(there)
    there.loader.exec_module(making)

    for name, make in making.TEMPLATES.items():
        assert _parts(OURS / f"{name}.docx") == _parts(io.BytesIO(making.packed(make()))), name


def _parts(file: Path | io.BytesIO) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as there:
        return {name: there.read(name) for name in there.namelist()}
