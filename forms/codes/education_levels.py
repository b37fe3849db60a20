"""The levels of education, lowest first, under the school names that people know from home."""

from forms.codes.code_list import Codes, labels_of, rows

education = Codes(labels_of(rows("education.csv")))
