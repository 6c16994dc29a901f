"""The tables of the works' room."""

from works.models.follows import SubjectFollow
from works.models.imports import ImportBatch, ImportPage, Source
from works.models.ledger import Assignment, Decision, Frequency, Question
from works.models.listings import Listing, ReportedNumber, SourceProfile
from works.models.works import Authorship, Institution, Topic, Work, WorkInstitution, WorkText, WorkTopic

__all__ = [
    "Assignment",
    "Authorship",
    "Decision",
    "Frequency",
    "ImportBatch",
    "ImportPage",
    "Institution",
    "Listing",
    "Question",
    "ReportedNumber",
    "Source",
    "SourceProfile",
    "SubjectFollow",
    "Topic",
    "Work",
    "WorkInstitution",
    "WorkText",
    "WorkTopic",
]
