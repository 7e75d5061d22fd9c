"""Adverts, notices, contacts and site chrome, by the evidence for them and against them.

`filter` judges the lines of a document, `weighing` one line by what hit it, `context` by what stands around it.
"""

from cleantext.filters.boilerplate.filter import Boilerplate

__all__ = ["Boilerplate"]
