"""Print an error's class and message as they concern the reader: lesson 24 reads them.

What is left out differs between machines or runs: files and lines inside libraries,
addresses, the kernel that a processor happened to use.
"""

import contextlib
import re
import textwrap

WIDTH = 76  # of a line on a printed page

_FRAME = re.compile(r'\s*File "([^"]*)", (line \d+, in .*)')
_CELL = re.compile(r"ipykernel_\d+|<ipython-input")
_NOISE = [
    (r"\x1b\[[\d;]*m", ""),  # colours
    (r"Original stack trace for(.|\n)*", ""),
    (r"\{\{function_node \w+_device_[^}]*\}\} ", ""),  # names the kernel and the device
    (r" by allocator \w+", ""),
    (r" at 0x[0-9a-f]+|, id=\d+", ""),
    (r" name: *$", ""),  # of an operation that has none
]
_SEVERAL = re.compile(r"\d+ root error\(s\) found\.\s+\(0\) [\w ]+: ((.|\n)*?\]\])(.|\n)*")
_NODE = r"Detected at node .*\n(?:.*\n)*?Node: .*\n"


@contextlib.contextmanager
def caught():
    """Run a block that must fail, and print what `told` says of its error.

    Raises AssertionError if the block does not fail: the page then shows a message that this
    TensorFlow no longer gives.
    """
    try:
        yield
    except Exception as error:
        print(told(error))
    else:
        raise AssertionError("Nothing went wrong here: this TensorFlow no longer objects.")


def told(error, own_lines=True):
    """Return the class and the message of an error, in lines of at most 76 characters.

    Of the lines of code that a message lists, only those of the notebook's own cell are kept,
    and with `own_lines=False` not even those. Of several root errors, the first is told.
    """
    text = str(error.args[0] if isinstance(error, KeyError) else error)
    for pattern, replacement in _NOISE:
        text = re.sub(pattern, replacement, text)
    text = first_error(text)
    kept = []
    for line in f"{type(error).__name__}: {text}".splitlines():
        frame = _FRAME.match(line)
        if frame:
            line = f'    File "your cell", {frame[2]}' if _CELL.search(frame[1]) else ""
            line = line if own_lines else ""
        if line.strip():
            kept.append(_wrapped(line.replace("\t ", "    ")))
    return "\n".join(kept)


def first_error(text):
    """Return the message of a session as it is where one place alone has failed.

    A graph on two devices, as on a GPU and its host, fails on both: the message then names the
    node twice and speaks of "2 root error(s) found".
    """
    one, several = _SEVERAL.subn(r"\1", text)
    return re.sub(rf"({_NODE})(?:{_NODE})+", r"\1", one) if several else text


def _wrapped(line):
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.fill(line, WIDTH, subsequent_indent=indent, break_on_hyphens=False)
