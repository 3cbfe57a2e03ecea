"""A row of the roster in the names of today: a workbook may still say what something was called before."""

from __future__ import annotations

from typing import Any

from qiao.exchange.reads import StoredRoster
from qiao.exchange.writing import plain, writing


def renew(layout: str, values: dict[str, Any], stored: StoredRoster) -> bool:
    """Put the present names into the values of a row, in place of former ones and of lost numbers.

    Returns whether the row is about what was merged into another and is there already: what the two said differently
    was settled by the merge, and the row does not overwrite it.
    """
    former = stored.former
    is_merged = values["code" if layout == "secondment" else "name"] in former.merged
    organisations, batches = former.organisations, former.batches
    if layout == "organisation":
        values["name"] = organisations.get(values["name"], values["name"])
        values["region"] = former.regions.get(values["region"], values["region"])
        if values["partner"] and organisations:
            names = (plain(each) for each in writing().separators.split(values["partner"]))
            values["partner"] = ",".join(organisations.get(each, each) for each in names if each)
    elif layout == "batch":
        values["name"] = batches.get(values["name"], values["name"])
    else:
        values["batch"] = batches.get(values["batch"], values["batch"])
        for side in ("sending", "host"):
            values[side] = organisations.get(values[side], values[side])
        code = values["code"] = former.codes.get(values["code"], values["code"])
        if code in stored.removed:
            # The titles of posts went with the name.
            values["name"], values["post"] = stored.removed[code], None
        elif values["name"] in former.people.get(code, ()):
            values["name"] = next(
                new.name for (known, _start), (_pk, new) in stored.secondments.items() if known == code
            )
    return is_merged and _is_there(layout, values, stored)


def _is_there(layout: str, values: dict[str, Any], stored: StoredRoster) -> bool:
    if layout == "secondment":
        return (values["code"], values["start"]) in stored.secondments
    return values["name"] in (stored.organisations if layout == "organisation" else stored.batches)
