"""The files that a text names, and the kinds of files that aren't the product."""

import re
from enum import StrEnum
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Final

_EXTENSIONS: Final = (
    "astro|bat|c|cc|cfg|clj|cmake|conf|cpp|cs|css|csv|cts|dart|ex|exs|env|erb|fs|go|gradle|graphql|"
    "groovy|h|hbs|hpp|hs|html|ini|ipynb|java|jinja2?|js|json|jsx|kt|kts|less|lock|lua|m|md|mjs|ml|"
    "mts|php|pl|po|proto|ps1|pyi?|pyx|r|rb|rs|rst|sass|scala|scss|sh|sql|svelte|svg|swift|tf|toml|"
    "tsx?|txt|vue|xml|ya?ml|zig"
)
_FILE: Final = re.compile(
    rf"(?<![\w/.@:+-])(?:\./)?((?:[\w@.+-]+/)*[\w.+-]*\w\.(?:{_EXTENSIONS}))(?![\w/(]|\.\w)"
)
"""A path with a known ending; not the end of an address, nor a call as in `yaml.load(`."""


def files_named_in(text: str) -> list[str]:
    """Give the paths in a text, in their order, without line numbers; each may come twice."""
    return _FILE.findall(text) if "." in text else []


class FileKind(StrEnum):
    """What a file is that isn't part of what users run."""

    VENDORED = "vendored"
    GENERATED = "generated"
    FIXTURE = "fixture"
    TEST = "test"
    DEMO = "demo"
    DOCUMENTATION = "documentation"
    CONFIGURATION = "configuration"


_FOLDERS: Final = {
    FileKind.VENDORED: "vendor vendored _vendor third_party third-party thirdparty node_modules"
    " bower_components site-packages",
    FileKind.GENERATED: "generated __generated__ _generated dist build .next coverage htmlcov",
    FileKind.FIXTURE: "fixture fixtures __fixtures__ testdata test-data test_data __mocks__ mocks"
    " __snapshots__ snapshots cassettes",
    FileKind.TEST: "test tests __tests__ testing spec specs e2e cypress",
    FileKind.DEMO: "stories storybook .storybook example examples demo demos sample samples"
    " playground",
    FileKind.DOCUMENTATION: "doc docs documentation",
    FileKind.CONFIGURATION: ".github .circleci .gitlab .vscode .idea .husky .devcontainer",
}
_NAMES: Final = {
    FileKind.GENERATED: r".*_pb2(_grpc)?\.pyi?|.*\.pb\.go|.*\.g\.dart|.*\.generated\.\w+|"
    r".*\.min\.(js|css)|.*\.map|(package-lock|npm-shrinkwrap)\.json|.*\.lock|pnpm-lock\.ya?ml",
    FileKind.FIXTURE: r".*\.snap|fixtures?[._-].*",
    FileKind.TEST: r"test_.*\.py|.*_test\.(py|go|rb|exs?|dart|cc|cpp)|tests?\.py|conftest\.py|"
    r".*\.(test|spec|cy)\.[cm]?[jt]sx?|.*_spec\.rb|.*Tests?\.(java|kt|cs|swift|php)",
    FileKind.DEMO: r".*\.stories\.\w+|(example|demo|sample)([._-].*)?\.\w+",
    FileKind.DOCUMENTATION: r".*\.(md|rst|adoc|mdx)|(README|CHANGELOG|CHANGES|HISTORY|LICENSE|"
    r"LICENCE|NOTICE|AUTHORS|CONTRIBUTING|COPYING)(\..*)?",
    FileKind.CONFIGURATION: r".*\.(toml|ini|cfg|conf|ya?ml|properties)|\.[\w-]+(rc|ignore)(\..*)?|"
    r"\.editorconfig|\.gitattributes|\.env.*|package\.json|composer\.json|tsconfig.*\.json|"
    r".*\.config\.([cm]?[jt]s|json)|requirements.*\.txt|constraints.*\.txt|Makefile|Dockerfile.*|"
    r"Jenkinsfile|Procfile|setup\.py|noxfile\.py|MANIFEST\.in",
}
_KIND_OF_FOLDER: Final = [(kind, frozenset(names.split())) for kind, names in _FOLDERS.items()]
_KIND_OF_NAME: Final = [(kind, re.compile(pattern)) for kind, pattern in _NAMES.items()]


@lru_cache(maxsize=20_000)
def kind_of(path: str) -> FileKind | None:
    """Tell what a file is by its path; None for one that may be part of the product."""
    place = PurePosixPath(path)
    folders = {part.lower() for part in place.parts[:-1]}
    by_folder = next((kind for kind, names in _KIND_OF_FOLDER if names & folders), None)
    by_name = next((kind for kind, name in _KIND_OF_NAME if name.fullmatch(place.name)), None)
    found = [kind for kind in (by_folder, by_name) if kind is not None]
    return min(found, key=list(FileKind).index, default=None)
