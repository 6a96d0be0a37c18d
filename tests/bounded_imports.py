"""What a process that looks at files needs, imported once before it is forked."""

import numpy
import openpyxl
import pandas
import pyarrow.csv
import pyarrow.parquet
import python_calamine

import foresight.intake.layouts
import foresight.intake.line
import foresight.intake.sheets
from foresight.sources import LAYOUTS, connector

for _layout in LAYOUTS:
    connector(_layout)

__all__ = ["foresight", "numpy", "openpyxl", "pandas", "pyarrow", "python_calamine"]
