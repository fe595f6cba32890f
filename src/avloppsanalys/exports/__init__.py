"""Exports: finished tables become files, one format a module. Nothing is computed here."""

from avloppsanalys.exports.briefing import Briefing, Finding
from avloppsanalys.exports.csv_tables import write_excel_csv, write_open_csv
from avloppsanalys.exports.folder import LockedFileError, OutFolderError, whole_folder
from avloppsanalys.exports.slides import write_slides
from avloppsanalys.exports.underlag import InputFile, publication_status, underlag, underlag_schema, write_json

__all__ = [
    "Briefing",
    "Finding",
    "InputFile",
    "LockedFileError",
    "OutFolderError",
    "publication_status",
    "underlag",
    "underlag_schema",
    "whole_folder",
    "write_excel_csv",
    "write_json",
    "write_open_csv",
    "write_slides",
]
