"""The underlag as a document that other programs read: every level with what it rests on and what it does not say."""

from avloppsanalys.exports.underlag.changed import changed_record
from avloppsanalys.exports.underlag.document import InputFile, publication_status, underlag
from avloppsanalys.exports.underlag.json_file import underlag_schema, write_json

__all__ = ["InputFile", "changed_record", "publication_status", "underlag", "underlag_schema", "write_json"]
