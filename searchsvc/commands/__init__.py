"""What the command line can do: a command a function, by what it is for."""

from importlib import import_module

import click

COMMANDS = {
    "backup": "keep.backup",
    "build": "publish.build",
    "demo": "demo.show_demo",
    "doctor": "keep.doctor",
    "export": "look.export",
    "harvest": "collect.harvest",
    "judge": "ask.judge",
    "links": "collect.links",
    "optout": "publish.optout",
    "report": "report.report",
    "restore": "keep.restore",
    "rollback": "publish.rollback",
    "search": "ask.search",
    "serve": "serve.serve",
    "sources": "collect.sources",
    "status": "look.status",
    "transcript": "collect.transcript",
    "try": "collect.try_address",
    "which": "look.which",
}


def command_of(name: str) -> click.Command:
    """The command of a name; its file is read now, as all together take a second."""
    module, _, function = COMMANDS[name].partition(".")
    command: click.Command = getattr(import_module(f"{__name__}.{module}"), function)
    return command


class Commands(click.Group):
    """A group of the commands, which are read when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of a name."""
        return command_of(name) if name in COMMANDS else None
