"""Citations of single works, as a source would tell them: no kind of page here prints them yet."""

from __future__ import annotations

import datetime as dt

from tests.make import DAY
from works import refresh
from works.imports import derive
from works.models import Listing, Work


def cite(work: Work, count: int, on: dt.date = DAY) -> None:
    """Lets every page that lists the work tell, on this day, that it is cited so often."""
    for listing in Listing.objects.filter(work=work):
        Listing.objects.filter(pk=listing.pk).update(record=listing.record | {"citations": count}, captured_on=on)
    touched = derive.bring_up_to_date([work.pk])
    refresh.after_import([work.pk], touched, "citations told")
