"""Exports: finished tables become files, one format a module. Nothing is computed here."""

from avloppsanalys.exports.briefing import Briefing, Finding
from avloppsanalys.exports.csv_tables import write_excel_csv, write_open_csv
from avloppsanalys.exports.folder import LockedFileError, OutFolderError, whole_folder
from avloppsanalys.exports.open_data import write_data_package
from avloppsanalys.exports.page import Page, write_page
from avloppsanalys.exports.revisions import DOCUMENT, earlier_underlag, revision_folder
from avloppsanalys.exports.slides import write_slides
from avloppsanalys.exports.underlag import (
    InputFile,
    changed_record,
    publication_status,
    underlag,
    underlag_schema,
    write_json,
)
from avloppsanalys.exports.workbook import write_workbook

__all__ = [
    "DOCUMENT",
    "Briefing",
    "Finding",
    "InputFile",
    "LockedFileError",
    "OutFolderError",
    "Page",
    "changed_record",
    "earlier_underlag",
    "publication_status",
    "revision_folder",
    "underlag",
    "underlag_schema",
    "whole_folder",
    "write_data_package",
    "write_excel_csv",
    "write_json",
    "write_open_csv",
    "write_page",
    "write_slides",
    "write_workbook",
]
