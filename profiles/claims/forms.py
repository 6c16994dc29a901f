"""What people write about a claim: bounded in length, and kept on the page where something is wrong with it."""

from __future__ import annotations

from typing import Any

from django import forms

from profiles import names

LONGEST_TEXT = 2_000


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class ClaimForm(forms.Form):
    """A claim: the name the person publishes under, and why the record is theirs."""

    name = forms.CharField(
        label="Your name as you publish",
        max_length=names.LONGEST,
        widget=forms.TextInput({"autocomplete": "name", "autofocus": True}),
        help_text="It is compared with the record’s. Initials and accents may differ.",
        error_messages={"required": "Please give the name under which you publish."},
    )
    text = forms.CharField(
        label="Why this record is yours",
        required=False,
        max_length=LONGEST_TEXT,
        widget=_area(4),
        help_text="Only curators read it. A link to your homepage, or how your affiliations changed, can help them.",
    )

    def clean_name(self) -> str:
        """The name; forms.ValidationError where nothing of it could be compared."""
        name: str = self.cleaned_data["name"]
        if not names.fold(name):
            raise forms.ValidationError("This is no name: it needs letters.")
        return name


class WordsForm(forms.Form):
    """What somebody adds to a claim, or says against one."""

    text = forms.CharField(max_length=LONGEST_TEXT, widget=_area(5))

    def __init__(self, data: Any, label: str, missing: str, help_text: str, prefix: str) -> None:
        # Two of these stand on one page: the name of the field stays, its id does not.
        super().__init__(data, auto_id=f"{prefix}_%s")
        self.fields["text"].label = label
        self.fields["text"].help_text = help_text
        self.fields["text"].error_messages["required"] = missing


def reopening(data: Any = None) -> WordsForm:
    """What is new about a refused claim."""
    missing = "Please say what is new: the curator reads it."
    return WordsForm(data, "What is new", missing, "Only curators read it.", "reopen")


def appealing(data: Any = None) -> WordsForm:
    """Why a refusal is wrong."""
    missing = "Please say why the refusal is wrong: another curator reads it."
    return WordsForm(data, "Why the refusal is wrong", missing, "Only curators read it.", "appeal")


def contesting(data: Any = None) -> WordsForm:
    """Why somebody else's claim is wrong."""
    missing = "Please say why the claim is wrong: a curator decides by it."
    said = "Only curators read it. The owner is told that the claim is contested, and not by whom."
    form = WordsForm(data, "Why this claim is wrong", missing, said, "contest")
    form.fields["text"].widget.attrs["autofocus"] = True
    return form
