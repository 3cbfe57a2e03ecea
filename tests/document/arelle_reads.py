"""Reads Inline XBRL with Arelle, in a process of its own and without network: `python arelle_reads.py FILE`.

Prints one line of JSON: the codes and texts of errors and warnings, and each fact as Arelle understands it.
"""

from __future__ import annotations

import json
import sys
import warnings
from typing import Any

# Arelle's own use of what its libraries have since called old is not ours to mend.
warnings.simplefilter("ignore")

from arelle.api.Session import Session  # noqa: E402
from arelle.logging.handlers.StructuredMessageLogHandler import StructuredMessageLogHandler  # noqa: E402
from arelle.RuntimeOptions import RuntimeOptions  # noqa: E402


def told(fact: Any) -> dict[str, Any]:
    """A fact: its mark, concept, value, decimals, unit, entity, period (ends excluded) and narrowing."""
    context = fact.context
    return {
        "id": fact.id,
        "concept": fact.qname.localName,
        "labels": {language: fact.concept.label(lang=language) for language in ("zh", "en")},
        "value": str(fact.xValue),
        "decimals": fact.decimals,
        "unit": None if fact.unit is None else str(fact.unit.measures[0][0]),
        "entity": list(context.entityIdentifier),
        "start": None if context.startDatetime is None else context.startDatetime.isoformat()[:10],
        "end": None if context.endDatetime is None else context.endDatetime.isoformat()[:10],
        "is_forever": context.isForeverPeriod,
        "scenario": [[each.localName, each.text] for each in context.scenario] if context.hasScenario else [],
    }


def main(file: str) -> None:
    """Validate a file and print what is in it."""
    options = RuntimeOptions(
        entrypointFile=file,
        internetConnectivity="offline",
        keepOpen=True,
        validate=True,
        plugins="inlineXbrlDocumentSet",
        logFile="logToStructuredMessage",
    )
    with Session() as session:
        session.run(options, logHandler=StructuredMessageLogHandler())
        messages = [each for each in session.get_log_messages() if each["levelname"] != "INFO"]
        models = session.get_models()
        # Of what has an error, only that matters.
        facts = [told(fact) for model in models for fact in model.facts if not messages]
        errors = [[each["messageCode"], each["msg"]] for each in messages]
        sys.stdout.write(json.dumps({"models": len(models), "errors": errors, "facts": facts}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
