"""Points at which programs are held, as files in a folder, and programs that come to them.

What comes to a point writes a file that says so (with its process, where it is a program), and goes
on when the gates are open. Which item is held at which point, its branch says: the programs are
shell scripts that begin with `gates.sh`.
"""

from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from tests.processes import eventually

GATES = """
    point() {
        read -r _ folder < .git
        read -r _ ref < "$folder/HEAD"
        ref=${ref##*/held-at-}
        echo "${ref%-*}"
    }
    reach() {
        [ "$1" = "$(point)" ] && [ ! -e GATES/open ] || return 0
        echo $$ > GATES/$1.new
        mv GATES/$1.new GATES/$1
        while [ ! -e GATES/open ]; do sleep 0.2; done
    }
"""
AGENT = """
    . GATES/gates.sh
    case $(cat) in
        *"# Your task: 1."*) step=wave-1 ;;
        *"# Your task: 2."*) step=wave-2 ;;
        *) step=fix ;;
    esac
    echo "$(point) $step" >> GATES/calls
    reach $step
    echo "$step" > $step.txt
    echo "Did $step."
"""
SETUP = """
    . GATES/gates.sh
    reach setup
"""
VALIDATION = """
    . GATES/gates.sh
    reach validation
    if [ "$(point)" = fix ] && [ ! -e fix.txt ]; then exit 1; fi
    if [ "$(point)" = commit ] && [ ! -e GATES/open ]; then
        mkfifo .gitignore  # git waits until somebody opens it for writing
        echo "$PWD" > GATES/commit.new
        mv GATES/commit.new GATES/commit
    fi
"""
HOOK = """
    while read -r _ _ ref; do
        case $ref in refs/heads/mason/held-at-push-*)
            [ -e GATES/open ] || echo $$ > GATES/push
            while [ ! -e GATES/open ]; do sleep 0.2; done
        esac
    done
"""


@dataclass(frozen=True)
class Gates:
    """Where the points are, as files in a folder."""

    folder: Path

    def reach(self, point: str) -> None:
        """Come to a point; doesn't wait."""
        (self.folder / point).touch()

    def forget(self, *points: str) -> None:
        """Have nobody come to the points so far."""
        for point in points:
            (self.folder / point).unlink()

    def is_reached(self, point: str) -> bool:
        return (self.folder / point).exists()

    def pid(self, point: str) -> int:
        """The program that has come to the point."""
        return int((self.folder / point).read_text())

    def open(self) -> None:
        """Let everything go on, and hold nothing any more."""
        self.reach("open")

    def wait(self, point: str = "open") -> None:
        eventually(lambda: self.is_reached(point))

    def calls(self, point: str) -> list[str]:
        """The agents that were called for the item of this point."""
        file = self.folder / "calls"
        lines = file.read_text().splitlines() if file.exists() else []
        return [line.partition(" ")[2] for line in lines if line.startswith(f"{point} ")]

    def script(self, name: str, text: str) -> str:
        """Make a shell script and give the command that runs it."""
        file = self.folder / name
        file.write_text(dedent(text).replace("GATES", str(self.folder)))
        return f"sh {file}"
