"""Draw every kind of document as pictures: python tools/look_at_documents.py FOLDER [PACK].

Needs LibreOffice (soffice) and pdftoppm. For people, to look at beside a policy's own template.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path


def main() -> None:
    if len(sys.argv) < 2 or not (shutil.which("soffice") and shutil.which("pdftoppm")):
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    pack = sys.argv[2] if len(sys.argv) > 2 else "lancashire-2020"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doorstep.web.settings")
    os.environ.setdefault("DOORSTEP_DEMO", "1")
    import django

    django.setup()
    for name, paper in papers(pack):
        began = time.perf_counter()
        word, pdf = made(paper)
        took = time.perf_counter() - began
        (folder / f"{name}.docx").write_bytes(word)
        (folder / f"{name}.pdf").write_bytes(pdf)
        drawn(folder, name)
        print(f"{name}: Word {len(word):,} bytes, PDF {len(pdf):,} bytes, {took:.2f} s")


def papers(pack):
    from doorstep.policy import shipped_pack
    from doorstep.web.documents.samples import sample_of, samples

    for paper in samples():
        yield paper.kind.value, paper
    for name, form in sorted(shipped_pack(pack).forms.items()):
        if not form.private:
            yield name, sample_of(form)


def made(paper):
    from doorstep.web.documents.print import print_of
    from doorstep.web.documents.word import word_of

    return word_of(paper).content, print_of(paper)


def drawn(folder: Path, name: str) -> None:
    """Draw both files: the Word file as LibreOffice shows it, and the PDF."""
    office = folder / "office"
    run = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", office, f"{name}.docx"]
    subprocess.run(run, cwd=folder, check=True, capture_output=True)
    for file, picture in ((office / f"{name}.pdf", f"{name}-word"), (f"{name}.pdf", f"{name}-pdf")):
        subprocess.run(["pdftoppm", "-r", "70", "-png", file, picture], cwd=folder, check=True)


if __name__ == "__main__":
    main()
