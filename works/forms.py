"""The upload form of the admin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from works.imports.registry import MAX_PAGE_BYTES
from works.intake import Upload

MOST_FILES = 100


class ManyFilesInput(forms.ClearableFileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several uploaded files, each checked like one."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """The files; forms.ValidationError where there is none, or too many."""
        files = (data if isinstance(data, list) else [data]) or [None]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"At most {MOST_FILES} pages at once, please; these are {len(files)}.")
        return [file for one in files if (file := super(ManyFilesField, self).clean(one, initial))]


class UploadForm(forms.Form):
    """Captured pages to import."""

    # An empty file is a page with a problem, told as such in the batch; it must not sink the others.
    pages = ManyFilesField(label="Captured pages (text files)", allow_empty_file=True)
    source = forms.CharField(
        required=False, max_length=100, help_text="Only where the source is another than the page is known by."
    )
    captured_on = forms.DateField(
        label="Captured on", initial=lambda: dt.datetime.now(dt.UTC).date(), widget=forms.DateInput({"type": "date"})
    )

    def uploads(self) -> Iterator[Upload]:
        """The uploads of a valid form, read one at a time; of a file over the limit only its size is taken."""
        day, source = self.cleaned_data["captured_on"], self.cleaned_data["source"]
        for file in self.cleaned_data["pages"]:
            name, size = file.name or "page", file.size or 0
            raw = file.read() if size <= MAX_PAGE_BYTES else b""
            yield Upload(name, raw, size, day, source)
