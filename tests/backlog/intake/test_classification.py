import re
from pathlib import Path

import pytest
from django.conf import settings

from backlog.choices import Area, BenefitCategory, ItemType
from backlog.intake import classification
from backlog.intake.finding import Rule, Severity
from backlog.intake.grouping import Group, directory_of

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "reviewing.md"


def group(*files: str, rule: Rule | None = None, severity: Severity = Severity.WARNING) -> Group:
    return Group(
        rule=rule or Rule(tool="checker", id="R1"),
        directory=directory_of(files[0]),
        holder=None,
        severity=severity,
        places=len(files),
        files=dict.fromkeys(files, 1),
    )


@pytest.mark.parametrize(
    ("files", "area"),
    [
        (["shop/app.py"], Area.BACKEND),
        (["web/app.tsx"], Area.FRONTEND),
        (["web/APP.JS"], Area.FRONTEND),
        (["templates/base.html"], Area.FRONTEND),
        (["a.py", "b.css"], Area.BACKEND),
        (["a.py", "b.css", "c.vue"], Area.FRONTEND),
        (["Makefile"], Area.BACKEND),
    ],
)
def test_area_follows_the_files(files: list[str], area: Area) -> None:
    assert classification.area_of(group(*files)) is area


@pytest.mark.parametrize(
    ("files", "rule", "item_type"),
    [
        (["shop/app.py"], Rule("ruff", "F401"), ItemType.BACKEND),
        (["shop/app.py"], Rule("ruff", "S602"), ItemType.AUTH),
        (["shop/app.py"], Rule("Bandit", "B1", tags=("security",)), ItemType.AUTH),
        (["shop/app.py"], Rule("CodeQL", "x", tags=("external/cwe/cwe-78",)), ItemType.AUTH),
        (["shop/app.py"], Rule("semgrep", "x", tags=("CWE-295: TLS",)), ItemType.AUTH),
        (["shop/app.py"], Rule("scanner", "x", security_severity=2.0), ItemType.AUTH),
        (["accounts/models.py"], Rule("ruff", "F401"), ItemType.AUTH),
        (["shop/login_form.py"], Rule("ruff", "F401"), ItemType.AUTH),
        (["shop/LoginForm.java"], Rule("pmd", "x"), ItemType.AUTH),
        (["shop/login.py", "shop/b.py"], Rule("ruff", "F401"), ItemType.BACKEND),
        (["shop/search/index.py"], Rule("ruff", "F401"), ItemType.DISCOVERY),
        (["web/app.tsx"], Rule("ESLint", "jsx-a11y/alt-text"), ItemType.DISCOVERY),
        (["shop/admin.py"], Rule("ruff", "F401"), ItemType.DASHBOARD),
        (["web/app.tsx"], Rule("ESLint", "no-var"), ItemType.DASHBOARD),
        (["authors/models.py"], Rule("ruff", "F401"), ItemType.BACKEND),
    ],
)
def test_type_follows_rule_and_words(files: list[str], rule: Rule, item_type: ItemType) -> None:
    assert classification.type_of(group(*files, rule=rule)) is item_type


@pytest.mark.parametrize(
    ("files", "rule", "severity", "categories"),
    [
        (["a.py"], Rule("ruff", "S602"), Severity.ERROR, [BenefitCategory.RELIABILITY]),
        (["a.py"], Rule("ruff", "PERF401"), Severity.NOTE, [BenefitCategory.PERFORMANCE]),
        (
            ["a.go"],
            Rule("checker", "x", tags=("performance",)),
            Severity.NOTE,
            [BenefitCategory.PERFORMANCE],
        ),
        (["a.py"], Rule("ruff", "F821"), Severity.ERROR, [BenefitCategory.RELIABILITY]),
        (["a.py"], Rule("ruff", "UP035"), Severity.NOTE, [BenefitCategory.OPERATIONS]),
        (
            ["a.js"],
            Rule("ESLint", "no-undef"),
            Severity.ERROR,
            [BenefitCategory.RELIABILITY, BenefitCategory.USER_EXPERIENCE],
        ),
    ],
)
def test_benefits_follow_the_rule(
    files: list[str], rule: Rule, severity: Severity, categories: list[BenefitCategory]
) -> None:
    benefits = classification.benefits_of(group(*files, rule=rule, severity=severity))

    assert [each.category for each in benefits] == categories


def test_document_states_the_frontend_kinds() -> None:
    stated = re.findall(r"`(\.[a-z0-9]+)`", DOCUMENT.read_text(encoding="utf-8"))

    assert stated == sorted(classification.FRONTEND_SUFFIXES)


@pytest.mark.parametrize("item_type", classification.TYPE_WORDS)
def test_document_states_the_words(item_type: ItemType) -> None:
    row = f"| {item_type.value} | {' '.join(sorted(classification.TYPE_WORDS[item_type]))} |"

    assert row in DOCUMENT.read_text(encoding="utf-8").splitlines()
