"""Why an assistant gave no usable answer; each message can be shown to a person as it stands."""


class AssistantError(Exception):
    """An assistant that can't be asked, or whose answer can't be used."""
