"""The rows of batches, as JSON Schema without references, which not every client follows."""

from typing import Any, Final

from backlog.choices import COMPLEXITY_RANGE, SCORE_RANGE, Area, BenefitCategory, ItemType
from execution.choices import ItemOutcome, LogLevel

_TEXT: Final = {"type": "string"}
_SCORE: Final = {"type": "integer", "minimum": SCORE_RANGE[0], "maximum": SCORE_RANGE[1]}

_BENEFIT: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["category", "title"],
    "properties": {
        "category": {"type": "string", "enum": BenefitCategory.values},
        "icon": {"type": "string", "description": "Name of a Material symbol, as in speed."},
        "title": _TEXT,
        "description": _TEXT,
    },
}

_PROPERTIES: Final[dict[str, Any]] = {
    "title": {"type": "string", "description": "One line: what is to be done."},
    "problem": {"type": "string", "description": "What is wrong, and where."},
    "solution": {
        "type": "string",
        "description": "What to change; name the files, functions or identifiers.",
    },
    "area": {"type": "string", "enum": Area.values},
    "type": {"type": "string", "enum": ItemType.values},
    "complexity": {
        "type": "integer",
        "minimum": COMPLEXITY_RANGE[0],
        "maximum": COMPLEXITY_RANGE[1],
        "description": "1: one file, an hour; 5: many files, a redesign.",
    },
    "impact_score": _SCORE,
    "effort_score": _SCORE,
    "benefits": {"type": "array", "items": _BENEFIT},
    "files": {
        "type": "array",
        "items": _TEXT,
        "description": "Evidence: paths with a line if known, as in src/app.py:12.",
    },
}
_OPTIONAL: Final = {"benefits", "files"}

SUGGESTION: Final[dict[str, Any]] = {
    "type": "object",
    "required": [name for name in _PROPERTIES if name not in _OPTIONAL],
    "properties": _PROPERTIES,
}

ITEM_RESULT: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["item_id", "status"],
    "properties": {
        "item_id": {"type": "string", "format": "uuid"},
        "status": {"type": "string", "enum": ItemOutcome.values},
        "error_message": {"type": "string", "description": "Why it failed."},
    },
}

LOG_ENTRY: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["message"],
    "properties": {
        "message": _TEXT,
        "log_level": {"type": "string", "enum": LogLevel.values},
        "metadata": {"type": "object", "description": "Anything else, as JSON."},
        "created_at": {"type": "string", "format": "date-time"},
    },
}
