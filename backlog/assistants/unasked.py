"""An assistant that is only talked about."""

from backlog.assistants.asking import Answer, Prompt
from backlog.assistants.exceptions import AssistantError


class Unasked:
    """Stands for an assistant where nobody is asked, as in a dry run."""

    reads_folder = False

    def __init__(self, name: str) -> None:
        self.name = name

    def ask(self, prompt: Prompt) -> Answer:
        """Refuse: raises AssistantError."""
        raise AssistantError(f"{self.name} isn't asked in a dry run.")

    def stop(self) -> None:
        """Do nothing: nothing is being asked."""
