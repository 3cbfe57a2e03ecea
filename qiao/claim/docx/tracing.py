"""The reading of a part that notes where each letter stands. Nothing is read otherwise than without it."""

from __future__ import annotations

from collections.abc import Mapping

from qiao.claim.docx.elements import Elements
from qiao.claim.docx.origin import Traced
from qiao.claim.docx.story import Story


class TracedStory(Story):
    """A story whose letters know the element that said them."""

    def say(self, letters: str) -> None:
        """Add letters that the element at hand says."""
        super().say(Traced.whole(letters, self.at))


class TracedElements(Elements):
    """Takes the elements of a part, and numbers them all, those that are passed over too."""

    def __init__(self, story: TracedStory) -> None:
        super().__init__(story)
        self._next = 0
        self._numbers: list[int] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        self.story.at = self._next
        self._numbers.append(self._next)
        self._next += 1
        super().start(tag, attributes)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        self.story.at = self._numbers.pop()
        super().end(tag)
