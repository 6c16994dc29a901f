"""Forms for one field of a record: what may be typed, and what is wrong with it in a sentence."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from profiles.models import Author
from profiles.names import LONGEST
from works import tex
from works.desk.provenance import label
from works.imports import facts, limits
from works.models import Work

EARLIEST = 1450
LONGEST_TITLE, LONGEST_ABSTRACT = 2_000, 20_000


class OneLine(forms.CharField):
    """Text on one line, however it was pasted."""

    def to_python(self, value: Any) -> str:
        """The text with single spaces."""
        return " ".join((super().to_python(value) or "").split())


def _latest() -> int:
    return dt.datetime.now(dt.UTC).year + 2


def _is_name(value: str) -> None:
    if not limits.is_name(value):
        raise ValidationError("A name needs at least one letter.")


def _is_title(value: str) -> None:
    if not tex.squash(value):
        raise ValidationError("A title needs at least one letter or digit.")


def _is_day(value: dt.date) -> None:
    if not EARLIEST <= value.year <= _latest():
        raise ValidationError(f"A work of {value.year}? Days from {EARLIEST} to {_latest()} are taken.")


def _is_year(value: int) -> None:
    if not EARLIEST <= value <= _latest():
        raise ValidationError(f"A work of {value}? Years from {EARLIEST} to {_latest()} are taken.")


_YES_NO = [("yes", "Yes"), ("no", "No")]
_DAY = {"invalid": "This is no day; a day looks like 2024-05-31."}
_YEAR = {"invalid": "This is no year; a year is a number like 2024."}


def _field(record: Author | Work, key: str) -> forms.Field:
    fields: dict[str, forms.Field] = {
        "name": OneLine(max_length=LONGEST, validators=[_is_name]),
        "role": OneLine(max_length=limits.LONGEST_ROLE, required=False),
        "affiliation": OneLine(max_length=limits.LONGEST_AFFILIATION, required=False),
        "open_to_collaborate": forms.ChoiceField(choices=[("", "Not known"), *_YES_NO], required=False),
        "title": forms.CharField(max_length=LONGEST_TITLE, validators=[_is_title], widget=_area(3)),
        "abstract": forms.CharField(max_length=LONGEST_ABSTRACT, required=False, widget=_area(14)),
        "kind": OneLine(max_length=limits.LONGEST_KIND, required=False),
        "host": OneLine(max_length=limits.LONGEST_HOST, required=False),
        "published_on": forms.DateField(
            required=False, validators=[_is_day], error_messages=_DAY, widget=forms.DateInput({"type": "date"})
        ),
        "year": forms.IntegerField(required=False, validators=[_is_year], error_messages=_YEAR),
        "has_code": forms.ChoiceField(choices=_YES_NO),
    }
    return fields[key]


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class FieldForm(forms.Form):
    """One field of a record, as it is shown now."""

    def __init__(self, record: Author | Work, key: str, raw: Any, data: Any = None) -> None:
        value = {True: "yes", False: "no"}.get(raw, raw) if isinstance(raw, bool) else raw
        super().__init__(data, initial={key: value})
        self.record, self.key = record, key
        self.fields[key] = _field(record, key)
        self.fields[key].label = label(key)
        if key in ("title", "abstract"):
            self.fields[key].help_text = "TeX between dollars and simple markup are shown as a source would print them."

    def clean(self) -> dict[str, Any]:
        """What was typed; ValidationError where the year and the day of a work would disagree."""
        typed = super().clean() or {}
        value = typed.get(self.key)
        if isinstance(self.record, Work) and value:
            if self.key == "year" and (day := self.record.published_on) and day.year != value:
                self.add_error("year", f"It was published on {day.isoformat()}: edit the day, and the year follows.")
            year = self.record.locked.get("year")
            if self.key == "published_on" and year and value.year != year:
                self.add_error("published_on", f"The year was edited to {year}: let go of that first, or edit it.")
        return typed

    @property
    def value(self) -> Any:
        """What was typed, as the ledger keeps it."""
        typed = self.cleaned_data[self.key]
        if self.key in ("open_to_collaborate", "has_code"):
            return {"yes": True, "no": False}.get(typed)
        return facts.stored(typed)


def raw(record: Author | Work, key: str) -> Any:
    """The field's value as it would be typed: of a work, what was typed or is chosen from the listings."""
    if key in record.locked:
        return record.locked[key]
    if isinstance(record, Author):
        return getattr(record, key)
    rows = list(record.listings.newest().values_list("captured_on", "record"))
    return facts.stored(getattr(facts.choose(rows), key)) if rows else getattr(record, key, "")
