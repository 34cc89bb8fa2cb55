"""An authority's own templates take the place of ours; a broken one is named, and ours is used."""

import io

import pytest
from docx import Document

from doorstep.web.documents.samples import samples, whole
from doorstep.web.documents.trying import faults
from doorstep.web.documents.word import word_of


@pytest.fixture
def folder(settings, tmp_path):
    settings.DOCUMENT_TEMPLATES = str(tmp_path)
    return tmp_path


def template(folder, name, *lines):
    book = Document()
    for line in lines:
        book.add_paragraph(line)
    book.save(folder / f"{name}.docx")


def first_line(made):
    return Document(io.BytesIO(made.content)).paragraphs[0].text


def paper(kind="note", *names):
    found = next(p for p in samples() if p.kind == kind)
    return (
        found
        if not names
        else type(found)(**{f: getattr(found, f) for f in found.__slots__} | {"names": names})
    )


def test_the_most_particular_template_is_taken(folder):
    template(folder, "note", "Ours: {{ title }}")
    assert first_line(word_of(paper("note"))) == "Ours: Case note"

    template(folder, "note_formal_resolution", "To the district: {{ child.name }}")
    found = word_of(paper("note", "note_formal_resolution", "note"))
    assert first_line(found) == "To the district: Amira Wexcombe"
    assert found.warning == ""


def test_a_broken_one_is_named_with_its_place_and_ours_is_used(folder):
    template(folder, "note", "Well", "About {{ chlid.name }}")

    found = word_of(paper("note"))

    assert "note.docx" in found.warning
    assert "chlid" in found.warning
    assert "Doorstep’s own template" in found.warning
    assert first_line(found) == "Appendix 1"
    assert any("note.docx" in fault for fault in faults())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{% if title %}", "note.docx: near"),
        ("{{ title | nothing }}", "nothing"),
        ("{{ ''.__class__.__mro__ }}", "note.docx"),
        ("{%p for each in rows %}", "note.docx"),
    ],
)
def test_what_can_be_wrong_in_one_is_said(folder, line, said):
    template(folder, "note", line)

    assert said in word_of(paper("note")).warning


def test_a_misspelt_name_in_a_loop_is_found_before_anybody_needs_it(folder):
    template(
        folder, "visiting_plan_cp", "{%p for each in rows %}", "{{ each.factr }}", "{%p endfor %}"
    )

    (fault,) = faults()
    assert "visiting_plan_cp.docx" in fault
    assert "factr" in fault


def test_what_is_no_word_file_is_said_to_be_none(folder):
    (folder / "note.docx").write_bytes(b"not a file of Word")
    (folder / "Visiting plan.docx").write_bytes(b"")

    assert "no Word file" in word_of(paper("note")).warning
    assert [fault for fault in faults() if "template of nothing" in fault]


def test_a_folder_that_is_not_there_is_said_not_to_be(settings):
    settings.DOCUMENT_TEMPLATES = "/nowhere/at/all"

    assert "DOORSTEP_TEMPLATES: /nowhere/at/all is no folder" in faults()[0]
    assert word_of(whole()).warning == ""


def test_ours_are_sound(settings):
    assert faults() == []
