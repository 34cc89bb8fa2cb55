"""The closed words of the field as the choices of a column."""


def words_of(words: type) -> list[tuple[str, str]]:
    """Return the words of a list with what people read, as a column's choices."""
    return [(w.value, w.value.replace("_", " ")) for w in words]  # type: ignore[attr-defined]
