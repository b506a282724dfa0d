import pytest

from backlog.admin.benefits import SHOWN_BENEFITS, BenefitCard, benefit_cards, benefits_list

BENEFIT = {
    "category": "sales_team",
    "icon": "star",
    "title": "More offers",
    "description": "They load at once.",
}


@pytest.mark.parametrize(
    ("benefits", "shown"),
    [
        ([], ""),
        (
            [BENEFIT],
            "<p><strong>Sales team:</strong> More offers. They load at once.</p>",
        ),
        (
            [{**BENEFIT, "category": "weather"}],
            "<p><strong>weather:</strong> More offers. They load at once.</p>",
        ),
        (
            ["Faster", {**BENEFIT, "title": "Two"}],
            (
                "<p><strong></strong> Faster</p>"
                "<p><strong>Sales team:</strong> Two. They load at once.</p>"
            ),
        ),
        ("Faster", "<p><strong></strong> Faster</p>"),
        ({"title": "Less"}, "<p><strong>:</strong> Less. </p>"),
    ],
)
def test_benefits_are_shown_one_a_line_whatever_their_shape(benefits, shown):
    assert benefits_list(benefits) == shown


@pytest.mark.parametrize("field", ["category", "title", "description"])
def test_hostile_benefits_are_escaped(field):
    shown = benefits_list([{**BENEFIT, field: "<script>"}])
    assert ("<script>" in shown, "&lt;script&gt;" in shown) == (False, True)


def test_a_hostile_benefit_of_another_shape_is_escaped():
    assert benefits_list("<b>") == "<p><strong></strong> &lt;b&gt;</p>"


@pytest.mark.parametrize(
    ("benefits", "cards"),
    [
        ([], []),
        (None, []),
        ([BENEFIT], [BenefitCard("Sales team", "star", "More offers", "They load at once.")]),
        (
            [{**BENEFIT, "category": "weather"}],
            [BenefitCard("weather", "star", "More offers", "They load at once.")],
        ),
        ([{"title": "Less"}], [BenefitCard("", "", "Less", "")]),
        (["Faster"], [BenefitCard("", "", "", "Faster")]),
        ("Faster", [BenefitCard("", "", "", "Faster")]),
        ({"title": ["x"]}, [BenefitCard("", "", "['x']", "")]),
    ],
)
def test_benefits_become_cards_whatever_their_shape(benefits, cards):
    assert benefit_cards(benefits) == cards


@pytest.mark.parametrize("icon", ["", "<script>", "Not A Name", "a" * 41, None, 7.5])
def test_icon_that_names_no_symbol_is_left_out(icon):
    (card,) = benefit_cards([{**BENEFIT, "icon": icon}])

    assert card.icon == ""


def test_no_more_benefits_are_shown_than_anybody_reads():
    assert len(benefit_cards([BENEFIT] * 1000)) == SHOWN_BENEFITS
