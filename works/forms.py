"""The upload form of the admin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import IO, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from works.imports import zips
from works.imports.registry import MAX_PAGE_BYTES
from works.intake import Upload

MOST_FILES = 100
# Nothing else is imported while a dry run goes on.
MOST_DRY = 100


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
            raise forms.ValidationError(
                f"At most {MOST_FILES} files at once, please; these are {len(files)}. A zip holds more."
            )
        return [file for one in files if (file := super(ManyFilesField, self).clean(one, initial))]


class UploadForm(forms.Form):
    """Captured pages to import."""

    # An empty file is a page with a problem, told as such in the batch; it must not sink the others.
    pages = ManyFilesField(
        label="Captured pages (text files)",
        allow_empty_file=True,
        help_text=f"One file a page, or zips of up to {zips.MOST_PAGES:,} pages.",
    )
    source = forms.CharField(
        required=False, max_length=100, help_text="Only where the source is another than the page is known by."
    )
    captured_on = forms.DateField(
        label="Captured on",
        initial=lambda: dt.datetime.now(dt.UTC).date(),
        widget=forms.DateInput({"type": "date"}),
        help_text="Where a zip holds a manifest.toml, each page has the day and the source that it says.",
    )

    def clean_pages(self) -> list[UploadedFile[Any]]:
        """The files, of which every zip can be unpacked and all together hold no more pages than are taken at once."""
        files: list[UploadedFile[Any]] = self.cleaned_data["pages"]
        try:
            held = sum(zips.count(_name(file), _bytes(file)) if _is_zip(file) else 1 for file in files)
        except zips.BadZip as error:
            raise forms.ValidationError(str(error)) from error
        dry = "dry" in self.data
        most = MOST_DRY if dry else zips.MOST_PAGES
        if held > most:
            what = "A dry run takes" if dry else "An import takes"
            raise forms.ValidationError(f"{what} at most {most:,} pages; these are {held:,}.")
        return files

    def clean_captured_on(self) -> dt.date:
        """The day; forms.ValidationError where it is not come yet anywhere on Earth."""
        day: dt.date = self.cleaned_data["captured_on"]
        if day > dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1):
            raise forms.ValidationError(
                f"{day:%-d %B %Y} is not come yet; a page of that day would overrule all others."
            )
        return day

    def uploads(self) -> Iterator[Upload]:
        """The uploads of a valid form, read one at a time; of a page over the limit only its size is taken.

        Raises zips.BadZip where a page of a zip turns out to be broken.
        """
        day, source = self.cleaned_data["captured_on"], self.cleaned_data["source"]
        unpacked = 0
        for file in self.cleaned_data["pages"]:
            if _is_zip(file):
                for entry in zips.entries(_name(file), _bytes(file)):
                    unpacked += len(entry.raw)
                    if unpacked > zips.MOST_BYTES:
                        raise zips.BadZip(f"{_name(file)}: unpacked, the zips have more than is taken at once.")
                    named = source or entry.said.source
                    yield Upload(entry.name, entry.raw, entry.size, entry.said.captured_on or day, named)
            else:
                size = file.size or 0
                yield Upload(_name(file), file.read() if size <= MAX_PAGE_BYTES else b"", size, day, source)


def _name(file: UploadedFile[Any]) -> str:
    return file.name or "page"


def _is_zip(file: UploadedFile[Any]) -> bool:
    return zips.is_zip(_name(file), _bytes(file))


def _bytes(file: UploadedFile[Any]) -> IO[bytes]:
    assert file.file is not None, "An uploaded file has its bytes."
    return file.file
