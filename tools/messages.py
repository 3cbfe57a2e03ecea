"""How babel finds the messages of a Django template. For `make messages`; Django's makemessages needs GNU gettext."""

from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from typing import IO, Any

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize


def templates(file: IO[bytes], keywords: Mapping[str, Any], tags: Collection[str], options: Any) -> Iterator[Any]:
    """The messages of a template, each as babel wants it: line, function, message, comments."""
    source = templatize(file.read().decode())
    return iter(extract_python(BytesIO(source.encode()), keywords, tags, options))
