"""What the person of a claim writes on the page of proofs."""

from __future__ import annotations

from django import forms

LONGEST_TEXT = 500


class AskForm(forms.Form):
    """A co-author to be asked, with a few words that they read."""

    author = forms.CharField(max_length=32)
    text = forms.CharField(
        label="A few words to them",
        required=False,
        max_length=LONGEST_TEXT,
        strip=True,
        widget=forms.Textarea({"rows": 2}),
        help_text="Optional. They read it together with the name of your claim, and never your address.",
    )
