"""What the command line can do: a command a function, by what it is for."""

from searchsvc.commands import ask, collect, keep, look, publish, report, serve

COMMANDS = (
    collect.sources,
    collect.harvest,
    collect.try_address,
    publish.build,
    publish.rollback,
    publish.optout,
    collect.transcript,
    collect.links,
    look.which,
    ask.search,
    serve.serve,
    serve.show_demo,
    ask.judge,
    look.export,
    look.status,
    keep.backup,
    keep.restore,
    keep.doctor,
    report.report,
)
