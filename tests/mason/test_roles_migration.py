"""What becomes of rights that were given before there were roles."""

from django.core.management import call_command

from tests.databases import execute, rows_of

BEFORE = """
    INSERT INTO mason_users (github_id, github_username, is_staff, is_superuser)
    VALUES ('1', 'signs-in', true, false), ('2', 'everything', true, true),
        ('3', 'owns', false, false)
"""
AFTER = """
    SELECT github_username, is_staff, is_superuser, name FROM mason_users
    LEFT JOIN accounts_user_groups ON user_id = mason_users.id
    LEFT JOIN auth_group ON auth_group.id = group_id ORDER BY github_id
"""


def test_who_could_decide_is_a_curator_and_everybody_keeps_what_they_had(new_database):
    alias = new_database.alias
    call_command("migrate", "mason", "zero", database=alias, verbosity=0)
    execute(new_database, "DELETE FROM auth_group_permissions; DELETE FROM auth_group")
    execute(new_database, BEFORE)

    call_command("migrate", database=alias, verbosity=0)

    assert rows_of(new_database, AFTER) == [
        ("signs-in", True, False, "Curator"),
        ("everything", True, True, None),
        ("owns", False, False, None),
    ]


def test_permissions_that_somebody_took_from_a_role_stay_away(new_database):
    taken = "DELETE FROM auth_group_permissions USING auth_group WHERE name = 'Viewer'"
    execute(new_database, f"{taken} AND auth_group.id = group_id")

    call_command("migrate", "mason", "zero", database=new_database.alias, verbosity=0)
    call_command("migrate", database=new_database.alias, verbosity=0)

    counted = "SELECT count(*) FROM auth_group_permissions JOIN auth_group g ON g.id = group_id"
    assert rows_of(new_database, f"{counted} WHERE name = 'Viewer'") == [(0,)]
