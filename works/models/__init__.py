"""The tables of the works' room."""

from works.models.imports import ImportBatch, ImportPage, Source
from works.models.listings import Listing, ReportedNumber, SourceProfile
from works.models.works import Authorship, Institution, Topic, Work

__all__ = [
    "Authorship",
    "ImportBatch",
    "ImportPage",
    "Institution",
    "Listing",
    "ReportedNumber",
    "Source",
    "SourceProfile",
    "Topic",
    "Work",
]
