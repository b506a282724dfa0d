"""What kind of file a path names, and which files a text names."""

import pytest

from backlog.judging.named_files import FileKind, files_named_in, kind_of


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("src/app.py", None),
        ("app/latest.py", None),
        ("contest/views.py", None),
        ("testing.py", None),
        ("docs.py", None),
        ("examples.py", None),
        ("src/settings.py", None),
        ("vendor.py", None),
        ("migrations/0001_initial.py", None),
        ("locales/en.json", None),
        ("tests/test_app.py", FileKind.TEST),
        ("src/test_app.py", FileKind.TEST),
        ("src/app_test.go", FileKind.TEST),
        ("src/App.test.tsx", FileKind.TEST),
        ("src/App.spec.ts", FileKind.TEST),
        ("conftest.py", FileKind.TEST),
        ("src/AppTest.java", FileKind.TEST),
        ("tests/fixtures/user.json", FileKind.FIXTURE),
        ("src/__mocks__/api.ts", FileKind.FIXTURE),
        ("src/__snapshots__/App.test.tsx.snap", FileKind.FIXTURE),
        ("api/user_pb2.py", FileKind.GENERATED),
        ("static/app.min.js", FileKind.GENERATED),
        ("package-lock.json", FileKind.GENERATED),
        ("poetry.lock", FileKind.GENERATED),
        ("dist/app.js", FileKind.GENERATED),
        ("vendor/jquery.js", FileKind.VENDORED),
        ("lib/third_party/six.py", FileKind.VENDORED),
        ("vendor/tests/test_six.py", FileKind.VENDORED),
        ("README.md", FileKind.DOCUMENTATION),
        ("docs/conf.py", FileKind.DOCUMENTATION),
        ("LICENSE", FileKind.DOCUMENTATION),
        ("pyproject.toml", FileKind.CONFIGURATION),
        ("setup.py", FileKind.CONFIGURATION),
        (".github/workflows/ci.yml", FileKind.CONFIGURATION),
        ("requirements-dev.txt", FileKind.CONFIGURATION),
        (".eslintrc.json", FileKind.CONFIGURATION),
        ("Dockerfile", FileKind.CONFIGURATION),
        ("src/Button.stories.tsx", FileKind.DEMO),
        ("examples/hello.py", FileKind.DEMO),
        ("demo_server.py", FileKind.DEMO),
    ],
)
def test_a_path_tells_what_a_file_is(path, kind):
    assert kind_of(path) is kind


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ("Open the file in importer.py.", ["importer.py"]),
        ("See src/shop/cart.py:12 and ./lib/a.ts.", ["src/shop/cart.py", "lib/a.ts"]),
        ("Call yaml.load() or json.dumps(x).", []),
        ("Read https://example.org/docs/index.html first.", []),
        ("Mail to me@example.py, e.g. at 3.5 or v1.0.", []),
        ("It is so.In this case not.", []),
        ("No file.", []),
        ("`tests/test_cart.py` and (web/app.vue)", ["tests/test_cart.py", "web/app.vue"]),
    ],
)
def test_a_text_names_files(text, files):
    assert files_named_in(text) == files
