"""A made-up health plan: claims with planted, labelled errors and near-misses.

`make_book` draws it, `write_book` writes it as an extract. Everything in it is invented; the
background is clean, so that every finding on an unlabelled line is a mistake of the audit.
"""

from analytics.demo.book import Book, make_book, write_book

__all__ = ["Book", "make_book", "write_book"]
