"""The forms of an owner's pages; what they refuse they say in a sentence, and keep what was typed."""

from __future__ import annotations

from django import forms

from profiles.names import LONGEST
from works.owners import links, renames

OPEN = (("yes", "Yes"), ("no", "No"), ("", "As sources say"))


class LinkForm(forms.Form):
    """A link for the record."""

    url = forms.CharField(label="Address", max_length=500, widget=forms.URLInput({"placeholder": "https://"}))
    label = forms.CharField(label="Words for it", max_length=80, required=False)

    def clean_url(self) -> str:
        """The address where it can be a link."""
        return links.check(self.cleaned_data["url"])


class NameForm(forms.Form):
    """The name that the record is to show."""

    name = forms.CharField(label="Name", max_length=LONGEST)

    def clean_name(self) -> str:
        """The name on one line."""
        return renames.check(self.cleaned_data["name"])


class OpenForm(forms.Form):
    """Whether the person is open to collaborate."""

    open = forms.ChoiceField(label="Open to collaborate", choices=OPEN, required=False, widget=forms.RadioSelect)

    @property
    def value(self) -> bool | None:
        """The answer; None where sources are to say."""
        return {"yes": True, "no": False}.get(self.cleaned_data["open"])


class PickForm(forms.Form):
    """A line or a link that is chosen by its number."""

    pk = forms.IntegerField(min_value=1, max_value=2**62)


class SwitchForm(forms.Form):
    """Something that is on or off."""

    on = forms.BooleanField(required=False)
