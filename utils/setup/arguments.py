"""The commands of course.py, each stated once, and what a command line asks of them.

Standard library only: course.py reads the command line before anything is installed, and the
process that it starts in .venv reads the same line again.
"""

import argparse
import re
from importlib import import_module
from typing import NamedTuple

OPTIONS = {
    "--cold": "start every kernel anew, not from a process that has imported TensorFlow",
    "--gpu": "install TensorFlow for NVIDIA GPUs (Linux, several GB); .venv stays so",
    "--numerics": "check pages under other arithmetic: oneDNN off, XLA, an older processor ...",
    "--offline": "cut the network off first (Linux)",
    "--python": "test with other Pythons, each in an environment beside .venv: --python 3.10 3.12, "
    "or --python all for those that are installed",
    "--oldest": "test with the oldest TensorFlow that the course supports",
    "--edit": "open the course itself, not your own copies of the lessons in work/",
    "--numbers": "name learners by numbers alone, in the report and in the table",
    "--pdf": "print every lesson besides, in build/book/pdf, with Chromium or Chrome",
}
EVERYWHERE = ("--cold", "--gpu")
VERSION = re.compile(r"\d\.\d+|all")  # a word that --python takes


class Command(NamedTuple):
    """What course.py can be told to do."""

    help: str
    run: str  # module:function, called with what `parse` returns
    names: str = "[LESSON ...]"  # what it takes besides options, as its usage shows it
    options: tuple = ()  # of OPTIONS
    passes_to: str = ""  # the program that gets the options which course.py does not know
    valued: str = ""  # those of that program that take a value as a word of its own
    alone: bool = False  # whether it needs nothing installed, and runs at once


COMMANDS = {
    "lab": Command(
        "open the course in JupyterLab",
        "utils.notebooks.commands:lab",
        names="[LESSON]",
        options=("--edit",),
        passes_to="JupyterLab",
        valued="--port --ip --browser --config --log-level --certfile --keyfile",
    ),
    "reset": Command(
        "lay out a lesson afresh in work/, your old copy beside it",
        "utils.notebooks.commands:reset",
        names="LESSON ...",
    ),
    "progress": Command(
        "show which exercises of your copies are solved",
        "utils.classroom.commands:of_own",
        names="",
    ),
    "class": Command(
        "show what a class understood, from the notebooks in a folder",
        "utils.classroom.commands:of_class",
        names="FOLDER",
        options=("--numbers",),
    ),
    "test": Command(
        "prove the code and every page",
        "utils.notebooks.commands:test",
        names="[LESSON or TEST ...]",
        options=("--numerics", "--offline", "--python", "--oldest"),
        passes_to="pytest",
        valued="-c -k -m -n -o -p -W --basetemp --capture --color --deselect --dist --disturb"
        " --durations --ignore --junitxml --maxfail --nbval-cell-timeout --tb --verbosity",
    ),
    "refresh": Command(
        "execute lessons and store them with their outputs", "utils.notebooks.commands:refresh"
    ),
    "explain": Command(
        "say where the lessons explain a message, a log or an old program",
        "utils.errors.command:explain",
        names="[MESSAGE or FILE]",
        alone=True,
    ),
    "book": Command(
        "make a web site of the stored pages, in build/book",
        "utils.setup.book:book",
        names="",
        options=("--pdf",),
        alone=True,
    ),
    "slides": Command(
        "make slides of lessons for a projector, in build/slides",
        "utils.slides.deck:make",
        names="LESSON ...",
    ),
    "lock": Command(
        "compile the exact versions to install (--upgrade: the newest that fit)",
        "utils.setup.locks:lock",
        names="",
        passes_to="uv",
        valued="-P --upgrade-package",
        alone=True,
    ),
}


class _Parser(argparse.ArgumentParser):
    def error(self, message):
        raise SystemExit(f"{message[0].upper()}{message[1:]}: see {self.prog} --help.")


class _Pass(argparse.Action):
    """An option with its value that goes on to another program."""

    def __call__(self, parser, namespace, value, option_string=None):
        namespace.passed += [option_string, value]


def parse(arguments):
    """What a command line asks for; options and names may stand in any order.

    Returns a namespace: `command`; a flag for each of OPTIONS (`cold`, `gpu`, ...); lists of texts:
    `names`, lessons and paths; `python`, versions to test with; `passed`, what goes on to the
    command's program.

    Exits with one sentence where there is no such command or option, and with 0 after --help.
    """
    name, *rest = arguments or ["--help"]
    if name in ("-h", "--help", "help"):
        print(_overview())
        raise SystemExit(0)
    if name not in COMMANDS:
        raise SystemExit(f"There is no command {name!r}: choose one of {', '.join(COMMANDS)}.")
    command = COMMANDS[name]
    chosen, unknown = _parser(name, command).parse_known_args(rest)
    chosen.names = [word for word in unknown if not word.startswith("-")]
    chosen.passed += [word for word in unknown if word.startswith("-")]
    wrong = [
        *([] if command.passes_to else chosen.passed),
        *([] if command.names else chosen.names),
    ]
    if wrong:
        raise SystemExit(f"{name} takes no {wrong[0]}: see course.py {name} --help.")
    if command.names == "[LESSON]" and len(chosen.names) > 1:
        raise SystemExit(f"{name} takes one lesson, not {len(chosen.names)}.")
    if chosen.python:
        chosen.python = [word for word in chosen.names if VERSION.fullmatch(word)]
        chosen.names = [word for word in chosen.names if word not in chosen.python]
        if not chosen.python:
            raise SystemExit("--python takes versions, such as 3.10 3.12, or all.")
    return chosen


def run(chosen):
    """Do what a command line asks for, and return the exit code."""
    module, _, function = COMMANDS[chosen.command].run.partition(":")
    return getattr(import_module(module), function)(chosen)


def _parser(name, command):
    """The parser of one command. Names are no arguments of it: argparse wants them together."""
    parser = _Parser(
        prog=f"course.py {name}",
        usage=f"course.py {name} {command.names} [OPTION ...]",
        description=f"{command.help[0].upper()}{command.help[1:]}.",
        epilog=command.passes_to and f"Other options go on to {command.passes_to}.",
        allow_abbrev=False,
    )
    parser.set_defaults(command=name, passed=[], **{option[2:]: False for option in OPTIONS})
    for option in (*EVERYWHERE, *command.options):
        parser.add_argument(option, action="store_true", help=OPTIONS[option])
    for option in command.valued.split():
        parser.add_argument(option, action=_Pass, help=argparse.SUPPRESS)
    return parser


def _overview():
    rows = {f"{name} {command.names}": command.help for name, command in COMMANDS.items()}
    return "\n".join(
        [
            "Introduction to Deep Learning: install it, run it, check it.\n",
            *(f"    python3 course.py {usage:28}{text}" for usage, text in rows.items()),
            "\nA LESSON is a number, a file name or a path; `course.py test --help` lists the",
            "options of test. The first call installs TensorFlow, Jupyter and the rest into .venv;",
            "later calls start at once. Deleting .venv is always safe: the next call makes it",
            "again. A .venv that course.py did not make is never touched.",
        ]
    )
