"""Write the XLSX templates of ``protocols/mallar`` from its CSV files: ``python benchmarks/derive/templates.py``.

The CSV is the source; a contract test fails when a workbook holds anything else. Needs openpyxl (the extra `test`).
"""

import csv
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

FOLDER = Path(__file__).parents[2] / "protocols" / "mallar"
FILLED_ROWS = 500
"""Rows below the heading that are formatted: more than a plant fills in a year."""

MOMENTS = {"Start", "Stopp", "Slut", "Fryst", "Avsänt", "Ankom labb"}
TEXTS = {"Period"}
"""Excel would make a date of a month."""
DATES = {"Tillgänglig från", "Svar senast", "Möte", "Gäller från", "Rapportdatum", "Analyserat"}
CHOICES = {
    "Extra flaskor": "dubblett,blankprov,dubblett och blankprov",
    "Skick vid ankomst": "fryst,delvis tinad,tinad,trasig flaska",
    "Provtyp": "prov,dubblett,blankprov",
    "Matris": "ofiltrerat,filtrerat",
    "Provtagningssätt": "flödesproportionellt,volymproportionellt,tidsproportionellt,stickprov",
    "Status": "preliminär,slutlig",
    "Enhet": "antal,procent,per 1 000 inv,per 100 000 inv,ddd/1000 inv/dygn,gram,kg,tabletter",
    "Typ": "storhelg,festival,lönehelg,insats,driftstörning",
}
"""What a cell may hold, in the words that the readers know."""


def write_workbook(source: Path) -> Path:
    """Write the workbook of one CSV file beside it."""
    with source.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = source.stem
    for row in rows:
        sheet.append(row)
    for number, heading in enumerate(rows[0], start=1):
        letter = get_column_letter(number)
        top = sheet.cell(row=1, column=number)
        top.font = Font(bold=True)
        top.fill = PatternFill("solid", fgColor="E7EEF3")
        top.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[letter].width = 18 if heading in MOMENTS else max(12, min(24, len(heading) + 2))
        shown = "yyyy-mm-dd hh:mm" if heading in MOMENTS else "yyyy-mm-dd" if heading in DATES else "General"
        shown = "@" if heading in TEXTS and "Värde" in rows[0] else shown
        for cell in range(2, FILLED_ROWS + 2):
            sheet.cell(row=cell, column=number).number_format = shown
        if heading in CHOICES:
            choice = DataValidation(type="list", formula1=f'"{CHOICES[heading]}"', allow_blank=True)
            choice.add(f"{letter}2:{letter}{FILLED_ROWS + 1}")
            sheet.add_data_validation(choice)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    target = source.with_suffix(".xlsx")
    book.save(target)
    return target


def main() -> None:
    """Write all workbooks."""
    for source in sorted(FOLDER.glob("*.csv")):
        print(write_workbook(source).name)


if __name__ == "__main__":
    main()
