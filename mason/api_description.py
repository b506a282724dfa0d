"""How the API's schema is made: settings that no environment changes."""

from typing import Any

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Mason",
    "DESCRIPTION": "The API of Mason, a product manager for code that you host yourself.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "accounts.api.schema_tidying.without_slashes",
        "accounts.api.schema_tidying.with_any_json",
        "accounts.api.schema_tidying.with_storable_json",
        "accounts.api.schema_tidying.with_parts_of_rows",
    ],
    "ENUM_NAME_OVERRIDES": {
        "BacklogItemAreaEnum": "backlog.choices.Area",
        "BacklogItemTypeEnum": "backlog.choices.ItemType",
        "ItemStatusEnum": "backlog.choices.ItemStatus",
        "RunStatusEnum": "execution.choices.RunStatus",
        "TaskStatusEnum": "execution.choices.TaskStatus",
        "ItemOutcomeEnum": "execution.choices.ItemOutcome",
        "ValidationStatusEnum": "execution.choices.ValidationStatus",
        "PhaseEnum": "execution.choices.Phase",
        "WaveStatusEnum": "execution.choices.WaveStatus",
        "LogLevelEnum": "execution.choices.LogLevel",
    },
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
}
