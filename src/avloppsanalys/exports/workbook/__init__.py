"""The underlag as an Excel workbook: findings, charts that can be edited, every table, and how it was done."""

from avloppsanalys.exports.workbook.book import write_workbook

__all__ = ["write_workbook"]
