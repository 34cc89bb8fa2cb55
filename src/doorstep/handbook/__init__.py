"""A pack as a handbook for staff: one page and one PDF, in plain words, with examples as pictures."""

from doorstep.handbook.book import Book, book_of
from doorstep.handbook.pages import book_page, note_page

__all__ = ["Book", "book_of", "book_page", "note_page"]
