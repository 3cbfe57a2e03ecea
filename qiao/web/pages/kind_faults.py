"""What the loader of kinds says, in the language of the page. It knows no translations, as it knows no site."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FAULTS: tuple[tuple[str, Promise], ...] = (
    (r"no words to read '(?P<id>.*)' by:", _("give the words by which %(id)s is read in a text")),
    (r"the unit '(?P<unit>.*)' is not in", _("there is no unit “%(unit)s”: choose one of the list")),
    (r"(?P<count>\d+) examples: a kind has at least", _("there are %(count)s examples: at least three are needed")),
    (
        r"(?:\w+ )*'(?P<id>.*)' looks like a protected trait.* \((?P<word>.*)\)",
        _("%(id)s looks like a protected trait (%(word)s): Qiao keeps no such field of anybody"),
    ),
    (r"'(?P<id>.*)' is not an id:", _("“%(id)s” is no id: lower-case English letters, digits and _ only")),
    (
        r"'(?P<noun>.*)' counted in '(?P<unit>.*)' names both '(?P<one>.*)' and '(?P<other>.*)':",
        _("“%(noun)s” counted in %(unit)s already means %(one)s: use another word"),
    ),
    (r"no measure '(?P<id>.*)' in this kind", _("this kind has no figure %(id)s")),
    (r"no field '(?P<id>.*)' in this kind", _("this kind has no field %(id)s")),
    (r"a kind needs a date that places", _("a field of the sort “day” is needed: it says when the work was done")),
    (r"the kind '(?P<id>.*)' is already in", _("The id %(id)s is taken: choose another one.")),
    (r"the sheet '(?P<name>.*)' is that of", _("another kind is called “%(name)s”: choose another name")),
    (r"only a numeric field can be summed", _("only a field that holds a number can be added up")),
    (r"a choice has options, and only a choice", _("a choice has options, and only a choice has")),
    (r"'(?P<unit>.*)' measures \w+, but '(?P<id>.*)' is", _("the unit %(unit)s does not suit what %(id)s counts")),
    (r"'(?P<id>.*)' has no option '?(?P<option>.*?)'?$", _("the field %(id)s has no option “%(option)s”")),
    (r"'(?P<id>.*)' is a (?P<sort>\w+), which (?P<value>.*) is not", _("%(value)s does not suit the field %(id)s")),
    (r"a kind holds at most (?P<count>\d+) fields", _("a kind holds at most %(count)s fields of this sort")),
    (
        r"a measure of '.*' is called .* not '(?P<id>.*)'",
        _("“%(id)s” is no id: lower-case English letters, digits and _ only"),
    ),
    (r"the measure '(?P<id>.*)' is written twice", _("the figure %(id)s is there twice")),
    (r"the key '(?P<id>.*)' is written twice", _("%(id)s is there twice")),
    (r"no wording in '(?P<language>.*)'", _("a sentence is needed")),
    (
        r"'(?P<word>.*)' is not one of: supported",
        _("“%(word)s” is no ruling: supported, contradicted, hedged or unsupported"),
    ),
    (r"'(?P<id>.*)' is free text, which is no key", _("%(id)s is free text, which cannot be counted by its values")),
    (r"'(?P<id>.*)' is missing$", _("%(id)s is missing")),
    (r"a text is expected here|a text \(or a list|a non-empty text", _("a text is expected here")),
    (r"a mapping \(key: value\) is expected here", _("this cannot be read: write field: value, parted by commas")),
)


def told(why: str) -> str:
    """Return what the loader says in the language of the page, or as it says it where it has not been translated."""
    for pattern, message in FAULTS:
        if match := re.match(pattern, why):
            return str(message) % match.groupdict()
    return why
