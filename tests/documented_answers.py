"""Comparing what an example answered with what its document shows."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from tests.documented_examples import Block

LEFT_OUT = "…"
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
VERSION = re.compile(r"\b[0-9a-f]{24}\b")


def shown(answer: Any, documented: Any) -> Any:
    """Leave out of an answer what the document says that it leaves out."""
    if isinstance(answer, list) and isinstance(documented, list):
        return [shown(one, other) for one, other in zip(answer, documented, strict=True)]
    if not isinstance(answer, dict) or not isinstance(documented, dict):
        return answer
    left_out = {LEFT_OUT: LEFT_OUT} if LEFT_OUT in documented else {}
    names = [name for name in answer if name in documented or not left_out]
    return {name: shown(answer[name], documented.get(name)) for name in names} | left_out


@dataclass
class Comparison:
    """Knows which id stands for which of the document's, from answer to answer."""

    documented_ids: dict[str, str] = field(default_factory=dict)
    """The document's id by the real one."""

    def require(self, output: Block, answer: str) -> None:
        """Require that the answer is what the document shows."""
        expected, actual = getattr(self, f"_{output.language}")(output.text, answer)
        for real, documented in zip(UUID.findall(actual), UUID.findall(expected), strict=False):
            self.documented_ids.setdefault(real, documented)
        assert len(set(self.documented_ids.values())) == len(self.documented_ids)
        actual = UUID.sub(lambda id_: self.documented_ids.get(id_[0], id_[0]), actual)
        assert _masked(actual) == _masked(expected), f"{output.text}\nis\n{answer}"

    def _text(self, documented: str, answer: str) -> tuple[str, str]:
        return documented.strip(), answer.strip()

    def _json(self, documented: str, answer: str) -> tuple[str, str]:
        expected = json.loads(documented)
        return _laid_out(expected), _laid_out(shown(json.loads(answer), expected))

    def _http(self, documented: str, answer: str) -> tuple[str, str]:
        head, _, body = documented.partition("\n\n")
        line, *headers = head.splitlines()
        answered_head, _, answered_body = answer.partition("\n\n")
        answered_line, *answered = answered_head.splitlines()
        kept = [one for one in answered if one.partition(":")[0] in _names(headers)]
        expected, actual = self._json(body, answered_body)
        return (
            "\n".join([line, *sorted(headers), expected]),
            "\n".join([answered_line, *sorted(kept), actual]),
        )


def _names(headers: list[str]) -> set[str]:
    return {header.partition(":")[0] for header in headers}


def _laid_out(value: Any) -> str:
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False)


def _masked(text: str) -> str:
    return VERSION.sub("<version>", TIME.sub("<time>", text))
