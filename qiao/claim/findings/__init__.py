"""What is broken in a text and needs no record to be seen: structure, sense and wording, a rule for each code.

`find` reads one text. What the codes mean, with their examples, is in messages.yaml and in docs/findings.md.
"""

from qiao.claim.findings.finding import find

__all__ = ["find"]
