"""What people type into invitations and conversations: cleaned, and limited in length."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import F

from profiles.conversations import limits
from profiles.conversations.invitations import Letter
from profiles.conversations.panel import Panel
from profiles.identifiers import LENGTH
from profiles.models import Author

NEWEST_WORKS = 20
# The address of a work's page, whole or its path, or the bare id.
_WORK = re.compile(rf"(?:.*/works/)?([0-9a-z]{{{LENGTH}}})(?:[/?#].*)?", re.DOTALL)


class LinesField(forms.CharField):
    """Text of several lines; a line break counts as one character, as browsers count it."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        """The text with plain line breaks."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


class PlainForm(forms.Form):
    """A form whose labels stand alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class MessageForm(PlainForm):
    """An answer in a conversation, and up to which message it was read."""

    text = LinesField(
        label="Your message",
        max_length=limits.MESSAGE,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Write something first."},
    )
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**62, widget=forms.HiddenInput)


class WordForm(PlainForm):
    """An optional word with a no."""

    word = LinesField(
        label="A word with it (optional)",
        required=False,
        max_length=limits.WORD,
        widget=forms.Textarea({"rows": 2}),
    )


class ReportForm(PlainForm):
    """What is wrong with a conversation."""

    text = LinesField(
        label="What is wrong?",
        max_length=limits.REPORT,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": "Say in a sentence what is wrong."},
    )


class InviteForm(PlainForm):
    """An invitation: for which record, what about, and which work of either of the two."""

    record = forms.ChoiceField(label="You invite as")
    subject = forms.CharField(label="Subject", max_length=limits.SUBJECT)
    text = LinesField(label="What you would like to talk about", max_length=limits.INVITATION)
    work = forms.ChoiceField(label="About a work (optional)", required=False)
    work_address = forms.CharField(
        label="Or the address of another work of yours or theirs",
        required=False,
        max_length=500,
        help_text="As it stands in your browser on the work's page here.",
    )

    def __init__(self, look: Panel, author: Author, data: Any = None) -> None:
        super().__init__(data)
        self.records = {record.public_id: record for record in look.records}
        self.author = author
        self._choices()

    def _choices(self) -> None:
        record, work = self.fields["record"], self.fields["work"]
        assert isinstance(record, forms.ChoiceField)
        assert isinstance(work, forms.ChoiceField)
        record.choices = [(key, f"{own.name} (L{own.level})") for key, own in self.records.items()]
        if len(self.records) == 1:
            record.widget, record.initial = forms.HiddenInput(), next(iter(self.records))
        own = [pair for one in self.records.values() for pair in _newest(one)]
        groups = (("Your newest works", own), (f"Newest works of {self.author.name}", _newest(self.author)))
        work.choices = [("", "No work"), *((name, works) for name, works in groups if works)]

    def clean_subject(self) -> str:
        """The subject on one line."""
        return " ".join(self.cleaned_data["subject"].split())

    def clean_work_address(self) -> str:
        """The id of the work; forms.ValidationError where it is no work of the two."""
        address: str = self.cleaned_data["work_address"]
        if not address:
            return ""
        found = _WORK.fullmatch(address)
        if not found or not self._title(found[1]):
            raise forms.ValidationError("This is not the address of one of your works, or of theirs.")
        return found[1]

    def letter(self) -> Letter:
        """What a valid form says; an address that was typed counts more than the choice."""
        said = self.cleaned_data
        work = said["work_address"] or said["work"]
        return Letter(said["subject"], said["text"], work, self._title(work) if work else "")

    def chosen(self) -> Author:
        """The record of a valid form to invite with."""
        return self.records[self.cleaned_data["record"]]

    def _title(self, public_id: str) -> str:
        """The title of a work of either of the two; "" where it is none of theirs."""
        for author in (*self.records.values(), self.author):
            if work := author.works.filter(public_id=public_id, is_listed=True, merged_into=None).first():
                return work.title
        return ""


def _newest(author: Author) -> list[tuple[str, str]]:
    works = author.works.filter(is_listed=True, merged_into=None)
    newest = works.order_by(F("ordered_on").desc(nulls_last=True), "id").values_list("public_id", "title")
    return [(public_id, title[:120]) for public_id, title in newest[:NEWEST_WORKS]]
