"""One field of a Django form as GOV.UK HTML: label, hint, error and control, whatever its widget."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseForm, BoundField
from markupsafe import Markup

from doorstep.web.fields import PARTS, DateBoxes, TimeField, called, typed

Params = dict[str, Any]
Reveal = Mapping[str, Iterable[BoundField]]
DJANGO_SAYS = "This field is required."


def errors_of(bound: BoundField) -> list[str]:
    """Return a field's errors; where Django's own words say nothing, they name the field."""
    found: list[ValidationError] = bound.errors.as_data() if bound.errors else []
    return [_words_of(bound, text) for error in found for text in error.messages]


def _words_of(bound: BoundField, text: str) -> str:
    if text != DJANGO_SAYS:
        return text
    if isinstance(bound.field, forms.BooleanField):
        return f"Tick “{bound.label}”"
    verb = "Select" if isinstance(bound.field, forms.ChoiceField) else "Enter"
    return f"{verb} {called(str(bound.label))}"


def first_id(bound: BoundField) -> str:
    """Return the id of the control that a link to the field's error leads to."""
    if isinstance(bound.field.widget, DateBoxes):
        return f"{bound.auto_id}-{next(iter(_wrong_boxes(bound)), 'day')}"
    return str(bound.auto_id)


def summary_of(given: BaseForm | Iterable[BaseForm]) -> list[Params]:
    """Return all errors of one form or of several, each leading to its field."""
    found: list[Params] = []
    for form in _forms(given):
        found += [{"text": text} for text in form.non_field_errors()]
        for bound in form:
            target = "" if bound.is_hidden else f"#{first_id(bound)}"
            found += [{"text": text, "href": target} for text in errors_of(bound)]
    return found


def _forms(given: Any) -> Iterable[BaseForm]:
    """Return what can hold errors; a page may call other things `form`."""
    each = [given] if isinstance(given, BaseForm) else given or ()
    return (form for form in each if isinstance(form, BaseForm) and form.is_bound)


def parameters(bound: BoundField, shown: Mapping[str, Markup], **wish: Any) -> tuple[str, Params]:
    """Return which component shows a field, and what the component is told."""
    widget = bound.field.widget
    told = _told(bound, wish)
    for kinds, name, more in KINDS:
        if isinstance(widget, kinds):
            return name, told | more(bound, wish, shown)
    return "govukInput", told | _input(bound, wish, shown)


def _told(bound: BoundField, wish: Params) -> Params:
    """Return what every component is told: name, id, label, hint, error."""
    hint = wish.get("hint") or bound.help_text
    errors = errors_of(bound)
    told: Params = {
        "id": bound.auto_id,
        "idPrefix": bound.auto_id,
        "name": bound.html_name,
        "label": _label(bound, wish, "govuk-label"),
    }
    if hint:
        told["hint"] = {"text": hint}
    if errors:
        told["errorMessage"] = {"text": errors[0]}
    if bound.field.disabled:
        told["disabled"] = True
    return told


def _label(bound: BoundField, wish: Params, base: str) -> Params:
    label: Params = {"text": wish.get("label") or bound.label, "classes": f"{base}--{wish['size']}"}
    if wish.get("page_heading"):
        label["isPageHeading"] = True
    return label


def _fieldset(bound: BoundField, wish: Params) -> Params:
    return {"fieldset": {"legend": _label(bound, wish, "govuk-fieldset__legend")}}


def _text_of(bound: BoundField) -> str:
    value = bound.value()
    return "" if value is None else str(value)


def _attributes(bound: BoundField, *names: str) -> Params:
    """Return attributes the widget carries that the browser should have."""
    attributes = {
        key: bound.field.widget.attrs[key] for key in names if key in bound.field.widget.attrs
    }
    longest = getattr(bound.field, "max_length", None)
    return {"attributes": attributes | ({"maxlength": str(longest)} if longest else {})}


def _input(bound: BoundField, wish: Params, shown: object) -> Params:
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "text")
    number = kind == "number"
    secret = isinstance(widget, forms.PasswordInput)
    width = wish.get("width") or ("10" if isinstance(bound.field, TimeField) else "")
    return {
        "type": "text" if number else kind,
        "inputmode": "numeric" if number else "",
        "value": "" if secret or kind == "file" else _text_of(bound),
        "autocomplete": widget.attrs.get("autocomplete") or ("off" if not secret else ""),
        "classes": f"govuk-input--width-{width}" if width.isdigit() else _width(width),
        "spellcheck": False if secret else None,
    } | _attributes(bound, "autofocus")


def _width(width: str) -> str:
    return f"govuk-!-width-{width}" if width else ""


def _textarea(bound: BoundField, wish: Params, shown: object) -> Params:
    told = {"value": _text_of(bound), "rows": str(wish["rows"]), "classes": _width(wish["width"])}
    return told | _attributes(bound)


def _select(bound: BoundField, wish: Params, shown: object) -> Params:
    return {"items": list(_options(bound, {})), "classes": _width(wish["width"])}


def _radios(bound: BoundField, wish: Params, shown: Mapping[str, Markup]) -> Params:
    inline = {"classes": "govuk-radios--inline"} if wish.get("inline") else {}
    return {"items": list(_options(bound, shown))} | inline | _fieldset(bound, wish)


def _checkboxes(bound: BoundField, wish: Params, shown: Mapping[str, Markup]) -> Params:
    small = {"classes": "govuk-checkboxes--small"} if wish.get("inline") else {}
    return {"items": list(_options(bound, shown))} | small | _fieldset(bound, wish)


def _one_checkbox(bound: BoundField, wish: Params, shown: Mapping[str, Markup]) -> Params:
    item: Params = {
        "value": "on",
        "text": wish.get("label") or bound.label,
        "checked": bool(bound.value()),
    }
    if "on" in shown:
        item["conditional"] = {"html": shown["on"]}
    return {"items": [item]}


def _options(bound: BoundField, shown: Mapping[str, Markup]) -> Iterable[Params]:
    value = bound.value()
    several = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
    chosen = {"" if each is None else str(each) for each in several}
    blank_is_a_choice = not bound.field.required and bound.form.is_bound
    for key, text in _flat(getattr(bound.field, "choices", ())):
        checked = str(key) in chosen and (str(key) != "" or blank_is_a_choice)
        item: Params = {
            "value": str(key),
            "text": str(text),
            "checked": checked,
            "selected": checked,
        }
        if str(key) in shown:
            item["conditional"] = {"html": shown[str(key)]}
        yield item


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for key, text in choices:
        if isinstance(text, (list, tuple)):
            yield from text
        else:
            yield key, text


def _date(bound: BoundField, wish: Params, shown: object) -> Params:
    wrong = _wrong_boxes(bound)
    written = typed(bound.value())
    items = [
        {
            "name": part,
            "value": text,
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}"
            + (" govuk-input--error" if part in wrong else ""),
        }
        for part, text in zip(PARTS, written, strict=True)
    ]
    return {"namePrefix": bound.html_name, "items": items} | _fieldset(bound, wish)


def _wrong_boxes(bound: BoundField) -> list[str]:
    """Return the boxes of a date that are wrong; all, where an error does not say."""
    found: list[ValidationError] = bound.errors.as_data() if bound.errors else []
    for error in found:
        named = [part for part in PARTS if part in (error.code or "").split()]
        return named or list(PARTS)
    return []


KINDS: tuple[tuple[type[forms.Widget] | tuple[type[forms.Widget], ...], str, Any], ...] = (
    (DateBoxes, "govukDateInput", _date),
    (forms.CheckboxSelectMultiple, "govukCheckboxes", _checkboxes),
    (forms.RadioSelect, "govukRadios", _radios),
    (forms.Select, "govukSelect", _select),
    (forms.CheckboxInput, "govukCheckboxes", _one_checkbox),
    (forms.Textarea, "govukTextarea", _textarea),
)
