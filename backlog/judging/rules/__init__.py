"""The rules of the filter: each file here has a `RULE`, and is found by standing here."""

import pkgutil
from importlib import import_module

from backlog.judging.rule import Rule


def found_rules() -> tuple[Rule, ...]:
    """Give the rules by tier, in each the surest first, then by code."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    rules: list[Rule] = [import_module(f"{__name__}.{name}").RULE for name in names]
    return tuple(sorted(rules, key=lambda rule: (rule.tier, -rule.confidence, rule.code)))
