"""From a function to a tool that an MCP client can list and call."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from mcp.server.mcpserver.tools import Tool
from mcp.types import ToolAnnotations
from pydantic import BaseModel, ConfigDict, model_validator

type Function = Callable[..., Any]


def reading(function: Function) -> Tool:
    """Make a tool that changes nothing."""
    return _tool(function, ToolAnnotations(read_only_hint=True, open_world_hint=False))


def writing(function: Function, *, repeatable: bool = False) -> Tool:
    """Make a tool that changes what Mason stores; `repeatable`: twice does no more than once."""
    return _tool(
        function,
        ToolAnnotations(
            read_only_hint=False,
            destructive_hint=False,
            idempotent_hint=repeatable,
            open_world_hint=False,
        ),
    )


def _tool(function: Function, annotations: ToolAnnotations) -> Tool:
    name = function.__name__
    tool = Tool.from_function(
        function,
        title=name.replace("_", " ").capitalize(),
        description=inspect.getdoc(function),
        annotations=annotations,
        structured_output=True,
    )
    tool.fn_metadata.arg_model = _exact(tool.fn_metadata.arg_model)
    tool.parameters = _plain(tool.fn_metadata.arg_model.model_json_schema())
    return tool


def _exact[M: BaseModel](arguments: type[M]) -> type[M]:
    """Refuse arguments that the tool doesn't have, and take null for one that is left out."""

    class Exact(arguments):  # type: ignore[misc, valid-type] # a base that is known at run time
        model_config = ConfigDict(extra="forbid")

        @model_validator(mode="before")
        @classmethod
        def _without_nulls(cls, values: Mapping[str, object]) -> Mapping[str, object]:
            return {name: value for name, value in values.items() if value is not None}

    Exact.__name__ = arguments.__name__
    return Exact


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Leave out what tells a model nothing: titles made of names, and defaults of null."""
    properties = {
        name: {key: value for key, value in part.items() if not _is_noise(key, value)}
        for name, part in schema["properties"].items()
    }
    shown = {key: value for key, value in schema.items() if key not in {"title", "description"}}
    return {**shown, "properties": properties}


def _is_noise(key: str, value: object) -> bool:
    return key == "title" or (key == "default" and value is None)
