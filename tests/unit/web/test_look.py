"""The look of the pages: what the stylesheet leaves out, the frame, the components, the fields."""

import re
import shutil
import subprocess
from datetime import date, datetime, time
from pathlib import Path
from types import SimpleNamespace

import jinja2
import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from doorstep.vocabulary import EpisodeKind, Method, Outcome, Place, Status, Tier
from doorstep.web import components
from doorstep.web.accounts.words import Can
from doorstep.web.fields import DateField3, TimeField, WordChoice, WordChoices, YesNoField

WEB = Path(__file__).parents[3] / "src" / "doorstep" / "web"
STATIC = WEB / "static" / "doorstep"
ERROR_PAGES = ("400", "401", "403", "404", "409", "429", "500")


class Visited(forms.Form):
    """A form with every kind of control."""

    seen_on = DateField3(
        label="When was the visit?", what="the date of the visit", latest=date(2026, 11, 22)
    )
    seen_at = TimeField(label="At what time?", what="the time of the visit")
    method = WordChoice(Method, label="How was the child seen?", what="how the child was seen")
    number = forms.CharField(label="Telephone number", required=False)
    place = WordChoices(Place, label="Where", required=False)
    seen_alone = YesNoField(label="Was the child seen alone?")
    kind = WordChoice(EpisodeKind, label="Reason")
    words_said = forms.CharField(label="What the child said", widget=forms.Textarea)
    agreed = forms.BooleanField(label="The head of service agreed")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


GOOD = {
    "seen_on-day": "3",
    "seen_on-month": "11",
    "seen_on-year": "2026",
    "seen_at": "9.30am",
    "method": "phone",
    "place": ["home", "garden"],
    "seen_alone": "no",
    "kind": "placement",
    "words_said": "I like my room",
    "agreed": "on",
}


@pytest.fixture(autouse=True)
def _addresses(settings):
    settings.AUTHORITY, settings.DEMO = "Anyshire Council", True


def page(template="components/gallery.html", *, signed_in=True, **context):
    request = RequestFactory().get("/")
    request.request_id = "0a1b2c"
    if signed_in:
        request.access = SimpleNamespace(
            name="Noah Dunmore",
            roles=lambda: ["social_worker", "iro"],
            held=(
                SimpleNamespace(role="social_worker", acting_for=""),
                SimpleNamespace(role="iro", acting_for=""),
                SimpleNamespace(role="team_manager", acting_for="Rosa Jessop"),
            ),
            has=lambda can: can == Can.SEE_CHILD,
        )
    given = {
        "form": Visited(),
        "filters": Filters(auto_id="filter_%s"),
        "head": ["Child", "Due"],
        "rows": [],
    }
    return render_to_string(template, given | context, request)


class Filters(forms.Form):
    """What a list may be narrowed by."""

    method = WordChoice(Method, label="Method", widget=forms.Select, blank="Any", required=False)
    team = forms.CharField(label="Team", required=False)


def drawn(source, **context):
    return engines["jinja2"].env.from_string(source).render(context)


def field(form, name, **wish):
    return drawn("{{ ui.field(form[name], **wish) }}", form=form, name=name, wish=wish)


# --- the stylesheet and the scripts ---------------------------------------------------------------


@pytest.mark.parametrize("word", ["GDS Transport", "@font-face", "url(", "#1d70b8", "crest"])
def test_the_stylesheet_has_nothing_of_the_brand_of_gov_uk(word):
    text = (STATIC / "app.css").read_text(encoding="utf-8")

    assert len(text) > 50_000
    assert text.count(word) == 0


def test_no_script_names_a_file_that_is_not_there():
    for script in STATIC.glob("*.js"):
        text = script.read_text(encoding="utf-8")

        assert "sourceMappingURL" not in text
        assert all((STATIC / name).exists() for name in re.findall(r'from "\./([^"]+)"', text))


def test_a_rebuild_gives_the_same_bytes(tmp_path):
    if not shutil.which("node") or not (WEB / "assets" / "node_modules" / "sass").exists():
        pytest.skip("needs Node and `npm ci` in src/doorstep/web/assets")

    subprocess.run(["node", WEB / "assets" / "build.mjs", tmp_path], check=True)

    built = [path for path in tmp_path.rglob("*") if path.is_file()]
    for path in built:
        assert path.read_bytes() == (STATIC / path.relative_to(tmp_path)).read_bytes(), path.name
    assert len(built) == 4


# --- the frame ------------------------------------------------------------------------------------


def test_no_page_has_an_inline_script_or_style_or_leads_elsewhere():
    for template in ("components/gallery.html", *(f"errors/{n}.html" for n in ERROR_PAGES)):
        html = page(template)

        assert "style=" not in html
        assert "<style" not in html
        assert not re.search(r"<script(?![^>]* src=)", html)
        assert not re.search(r"\son[a-z]+=", html)
        assert not re.search(r"""(href|src|action)=["'](https?:)?//""", html)


def test_every_page_has_one_heading_a_skip_link_and_says_who_is_signed_in():
    html = page()

    assert html.count("<h1") == 1
    assert 'href="#main-content"' in html
    assert 'id="main-content"' in html
    who = "Noah Dunmore</strong> (social worker; IRO; team manager for Rosa Jessop)"
    assert f"Signed in as <strong>{who}" in html
    assert '<form method="post" action="/account/logout/">' in html
    assert html.count('aria-current="true"') == 1
    assert "All people are invented." in html


def test_a_page_before_signing_in_has_no_sign_out_and_no_menu():
    html = page("errors/429.html", signed_in=False)

    assert "Sign out" not in html
    assert "<nav" not in html


def test_an_error_page_has_a_number_to_quote_but_for_not_found_which_is_always_the_same():
    assert "quote this number: 0a1b2c" in page("errors/500.html")
    assert "0a1b2c" not in page("errors/404.html")


def test_the_title_says_when_the_page_has_errors_and_the_summary_comes_before_the_heading():
    fine, wrong = page(), page(form=Visited({}))

    assert "<title>Components -" in fine
    assert "<title>Error: Components -" in wrong
    assert wrong.index("There is a problem") < wrong.index("<h1")


def test_each_link_of_the_error_summary_leads_to_a_control():
    html = page(form=Visited(GOOD | {"seen_on-month": "", "seen_at": "25", "method": ""}))
    summary = html[html.index("govuk-error-summary__list") :].split("</ul>")[0]
    targets = re.findall(r'href="#([^"]+)"', summary)

    assert targets == ["id_seen_on-month", "id_seen_at", "id_method"]
    assert all(re.search(rf'<(input|select)[^>]* id="{target}"', html) for target in targets)


def test_no_two_elements_share_an_id():
    ids = re.findall(r'\sid="([^"]+)"', page(form=Visited({})))

    assert len(ids) == len(set(ids)) > 30


def test_a_name_a_page_does_not_know_is_an_error():
    with pytest.raises(jinja2.UndefinedError):
        drawn("{{ child.name }}")
    with pytest.raises(jinja2.UndefinedError):
        drawn("{{ ui.no_such_component() }}")


# --- components -----------------------------------------------------------------------------------


def test_what_a_person_wrote_is_never_html():
    canary = "<img src=x onerror=alert(1)>\"'"
    source = """
        {{ ui.table([c], [[c, c]], caption=c) }} {{ ui.summary_list([(c, c)]) }} {{ ui.heading(c, c) }}
        {{ ui.timeline([{"title": c, "by": c, "at": c, "text": c}]) }} {{ ui.alert(c, title=c) }}
        {{ ui.link(c, c, hidden=c) }} {{ ui.lines(c, c) }} {{ ui.bullets([c]) }} {{ ui.tag(c, c) }}
        {{ ui.staff_safety(c, [c]) }} {{ ui.empty_state(c, c, c, c) }} {{ ui.button(c, hidden=c) }}
        {{ ui.versions([(c, c, c)]) }} {{ ui.identity_bar(c, [(c, c)]) }} {{ ui.details(c, c) }}
        {{ ui.figure_links([{"number": c, "label": c, "href": c}]) }} {{ ui.search_box(c, c, value=c) }}
    """.replace("[c], [[c, c]]", "[c, c], [[c, c]]")

    html = drawn(source, c=canary) + field(
        Visited({"words_said": canary, "seen_at": canary}), "words_said"
    )

    assert html.count("&lt;img") > 30
    assert "<img" not in html
    assert '="<' not in html


def test_each_cell_of_a_table_names_its_column_for_a_phone():
    html = drawn(
        "{{ ui.table(['Child', {'label': 'Due', 'sort': '?o=due', 'order': 'ascending'}], rows) }}",
        rows=[["Max", "16 Nov 2026"]],
    )

    assert '<th scope="row" role="rowheader" class="govuk-table__header">Max</th>' in html
    assert 'data-label="Due"><div>16 Nov 2026</div>' in html
    assert 'aria-sort="ascending"' in html


def test_a_table_without_rows_says_so_and_draws_no_table():
    html = drawn("{{ ui.table(['Child'], [], empty='Nothing is due.') }}")

    assert "Nothing is due." in html
    assert "<table" not in html


def test_pages_far_from_the_current_one_are_left_out_and_the_other_parameters_stay():
    html = drawn("{{ ui.pagination(6, 12, 'team=3') }}")

    assert re.findall(r"\?team=3&amp;page=(\d+)", html) == ["5", "1", "5", "6", "7", "12", "7"]
    assert drawn("{{ ui.pagination(1, 1) }}").strip() == ""


def test_every_status_outcome_tier_and_rating_has_a_tag_with_words():
    made = [
        *(components.status_tag(each) for each in Status),
        *(components.outcome_tag(each) for each in Outcome),
        *(components.tier_tag(each) for each in Tier),
        *(components.rag_tag(each) for each in ("red", "amber", "green")),
    ]
    words = [re.sub("<[^>]+>", "", each) for each in made]

    assert all(words)
    assert len(set(words)) == len(words)
    assert components.tier_tag(None) == components.rag_tag("") == ""
    assert "Overdue by 1 day<" in components.status_tag("overdue", 1)


def test_the_gallery_shows_every_component():
    folder = WEB / "jinja2" / "components"
    sources = (file.read_text(encoding="utf-8") for file in folder.glob("*.html"))
    named = {name for text in sources for name in re.findall(r"{% macro ([a-z]\w+)", text)}
    shown = "".join(file.read_text(encoding="utf-8") for file in folder.rglob("galler*/*.html"))
    shown += (folder / "gallery.html").read_text(encoding="utf-8")

    assert len(named) > 20
    assert sorted(name for name in named - INSIDE if f"ui.{name}(" not in shown) == []


INSIDE = {"icon", "link_button"}  # drawn by others of the frame


# --- fields ---------------------------------------------------------------------------------------


def test_a_filled_form_gives_days_times_and_members():
    form = Visited(GOOD)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["seen_on"] == date(2026, 11, 3)
    assert form.cleaned_data["seen_at"] == time(9, 30)
    assert form.cleaned_data["method"] is Method.PHONE
    assert form.cleaned_data["place"] == (Place.HOME, Place.GARDEN)
    assert form.cleaned_data["seen_alone"] is False


@pytest.mark.parametrize(
    ("day", "month", "year", "says"),
    [
        ("", "", "", "Enter the date of the visit"),
        ("3", "", "2026", "The date of the visit must include a month"),
        ("3", "", "", "The date of the visit must include a month and a year"),
        ("30", "2", "2026", "The date of the visit must be a real date"),
        ("x", "2", "2026", "The date of the visit must be a real date"),
        ("3", "11", "26", "The date of the visit must have a year of 4 numbers"),
        ("3", "11", "٢٠٢٦", "The date of the visit must have a year of 4 numbers"),
        ("23", "11", "2026", "The date of the visit must be on or before 22 Nov 2026"),
    ],
)
def test_a_wrong_date_is_named_and_what_was_written_is_shown_again(day, month, year, says):
    form = Visited(GOOD | {"seen_on-day": day, "seen_on-month": month, "seen_on-year": year})
    html = field(form, "seen_on")

    assert form.errors["seen_on"] == [says]
    assert says in html
    for part, written in (("day", day), ("month", month), ("year", year)):
        box = next(b for b in re.findall(r"<input[^>]*>", html) if f'name="seen_on-{part}"' in b)
        assert f' value="{written}"' in box


def test_only_the_box_that_is_wrong_is_marked():
    html = field(Visited(GOOD | {"seen_on-month": ""}), "seen_on")

    assert re.findall(r'govuk-input--error" id="([^"]+)"', html) == ["id_seen_on-month"]


def test_a_month_may_be_written_as_a_word_and_an_address_may_give_the_whole_day():
    assert Visited(GOOD | {"seen_on-month": "nov"}).is_valid()

    narrowed = Visited({"seen_on": "2026-11-03"})
    assert narrowed.fields["seen_on"].clean(narrowed["seen_on"].value()) == date(2026, 11, 3)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("9.30am", time(9, 30)),
        ("09:30", time(9, 30)),
        ("9:30 am", time(9, 30)),
        ("2 p.m.", time(14)),
        ("12am", time(0)),
        ("12.05pm", time(12, 5)),
        ("1430", time(14, 30)),
        ("Midday", time(12)),
    ],
)
def test_a_time_may_be_written_as_people_do(written, meant):
    assert TimeField().clean(written) == meant


@pytest.mark.parametrize("written", ["25:00", "9", "13pm", "0am", "9.75", "soon", "9.3"])
def test_what_is_not_a_time_is_refused_and_shown_again(written):
    form = Visited(GOOD | {"seen_at": written})

    assert form.errors["seen_at"] == ["The time of the visit must be a time, like 9.30am or 14:30"]
    assert f'value="{written}"' in field(form, "seen_at")


def test_errors_name_their_field_where_django_would_not():
    errors = page(form=Visited({}))

    assert "This field is required" not in errors
    for says in (
        "Select how the child was seen",
        "Select an answer to “Was the child seen alone?”",
        "Select the reason",
        "Enter what the child said",
        "Tick “The head of service agreed”",
    ):
        assert says in errors


def test_what_is_known_stands_in_the_form():
    known = {"seen_on": date(2026, 11, 3), "seen_at": time(14), "method": Method.VIDEO}
    form = Visited(initial=known | {"seen_alone": True, "place": (Place.HOME,)})

    assert 'value="2026"' in field(form, "seen_on")
    assert 'value="2pm"' in field(form, "seen_at")
    assert re.search(r'value="video"\s+checked', field(form, "method"))
    assert re.search(r'value="yes"\s+checked', field(form, "seen_alone"))
    assert re.findall(r'value="(\w+)"\s+checked', field(form, "place")) == ["home"]


def test_nothing_is_chosen_before_somebody_chooses():
    assert "checked" not in field(Visited(), "seen_alone")
    assert "checked" not in field(Visited(), "method")
    assert not YesNoField(required=False).clean("")


def test_a_choice_can_have_fields_of_its_own_beneath_it():
    source = "{{ ui.field(form['method'], reveal={'phone': [form['number']]}) }}"
    html = drawn(source, form=Visited())

    assert 'data-aria-controls="conditional-id_method-3"' in html
    assert html.index('id="conditional-id_method-3"') < html.index('name="number"')


def test_a_password_is_never_shown_again():
    class SignIn(forms.Form):
        password = forms.CharField(widget=forms.PasswordInput)

    html = field(SignIn({"password": "correct horse"}), "password")

    assert 'type="password"' in html
    assert "correct horse" not in html


def test_a_day_of_the_summer_is_shown_in_the_time_of_london():
    assert components.moment(datetime.fromisoformat("2026-07-01T23:30:00+00:00")) == (
        "2 Jul 2026 at 12.30am"
    )
