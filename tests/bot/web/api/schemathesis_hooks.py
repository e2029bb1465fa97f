"""Of a form's fields each is a string, whatever it should have been: none is of a wrong type."""

from __future__ import annotations

import schemathesis
from schemathesis import GenerationMode


@schemathesis.hook
def filter_case(_context: schemathesis.HookContext, case: schemathesis.Case) -> bool:
    """Tell whether a case says anything: a form that is wrong by its types does not."""
    negative = case.meta is not None and case.meta.generation.mode is GenerationMode.NEGATIVE
    return not (negative and case.media_type == "multipart/form-data")
