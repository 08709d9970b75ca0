"""What an exception says: the sentence for the learner, and what makes two of them the same."""

import ast
import linecache
import re
import traceback
from dataclasses import dataclass
from pathlib import Path

from utils.exercises.advice import meaning
from utils.exercises.answers import code
from utils.messages import first_error


@dataclass(frozen=True)
class Failure:
    """Why a run gave no result.

    `problem` is a sentence. `same` is equal for programs that fail in the same way. `in_answer`
    tells that a line of the answer raised it. `final` where nothing else is to be looked for.
    """

    problem: str
    same: tuple
    in_answer: bool = False
    final: bool = False


def refused(error):
    """The failure of an answer that cannot be used, from the sentence that says why."""
    return Failure(str(error), (str(error),))


def raised(error, program):
    """The failure of a program that raised an exception."""
    told, frame = _told(error), _own_frame(error, program)
    line = place(frame, program).rstrip(",") + ("," if _text(frame) else "") if frame else None
    problem = f"{line or 'Using your answer'} raised `{told}`. {meaning(told)}".rstrip()
    return Failure(problem, _same(told, frame), frame is not None)


def stopped(error, program, verb, advice):
    """The final failure of a program that ended the check, with the line where it was."""
    frame = _own_frame(error, program)
    where = place(frame, program) if frame else "Your function"
    return Failure(f"{where} {verb}: {advice}", (verb,), frame is not None, final=True)


def overdue(error, program, seconds):
    """The final failure of a program that ran for too long, with its outermost loop."""
    frames = _own_frames(error, program)
    loops = [loop for frame in frames for loop in [_loop(frame)] if loop]
    where, advice = "", "what takes so long?"
    if loops:
        where = f", in the loop of {lowered(place(loops[0], program))}"
        advice = "what in it brings it to its end?"
    elif frames:
        where = f", at {lowered(place(frames[0], program))}"
    problem = f"After {seconds} seconds your function was still at work{where}: {advice}"
    return Failure(problem, ("overdue",), True, final=True)


def same(failure, other):
    """Whether two programs fail in the same way; what is not known of one may be anything."""
    pairs = zip(failure.same, other.same, strict=False)
    alike = all(one == two or "" in (one, two) for one, two in pairs)
    return alike and len(failure.same) == len(other.same)


def place(frame, program):
    """A line in words: "Line 3 of your cell, `while True:`"."""
    own = _file(program)
    known = frame.filename == own and Path(own).exists()
    text = _text(frame)
    where = f"Line {frame.lineno} {f'of {Path(own).name}' if known else 'of your cell'}"
    return f"{where}, `{text}`," if text else where


def lowered(text):
    """A place in the middle of a sentence."""
    return (text[0].lower() + text[1:]).rstrip(",")


def _text(frame):
    return linecache.getline(frame.filename, frame.lineno).strip().replace("`", "'")


def _own_frame(error, program):
    """The learner's own line that raised an exception, or None."""
    # An error inside a session names the operation, which knows the line that built it.
    built = list(getattr(getattr(error, "op", None), "traceback", None) or [])
    traced = [
        traceback.FrameSummary(file, int(line), name)
        for file, line, name in re.findall(
            r'File "(.+)", line (\d+), in (\w+)  \*', _text_of(error)
        )
    ]
    for stack in (traced, built, traceback.extract_tb(error.__traceback__)):
        ours = [k for k, f in enumerate(stack) if Path(f.filename).parent == Path(__file__).parent]
        # What stands before the first line of the exercises has only called the check.
        frames = [frame for frame in stack[min(ours, default=0) :] if _is_own(frame, program)]
        if frames:
            return frames[-1]
    return None


def _own_frames(error, program):
    return [f for f in traceback.extract_tb(error.__traceback__) if _is_own(f, program)]


def _is_own(frame, program):
    if frame.filename == _file(program):
        return True
    # Cells have no file, yet their source is known.
    known = bool(linecache.getline(frame.filename, frame.lineno))
    return known and not Path(frame.filename).exists()


def _file(program):
    return getattr(code(program), "co_filename", None)


def _loop(frame):
    """The outermost loop around a line of a function, as a frame of its first line, or None."""
    try:
        tree = ast.parse("".join(linecache.getlines(frame.filename)))
    except SyntaxError:
        return None
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.For | ast.While | ast.FunctionDef)
        and node.lineno <= frame.lineno <= node.end_lineno
    ]
    function = max((n.lineno for n in around if isinstance(n, ast.FunctionDef)), default=0)
    lines = [n.lineno for n in around if n.lineno > function]
    return traceback.FrameSummary(frame.filename, min(lines), frame.name) if lines else None


# The words of an exception ----------------------------------------------------------------


def _text_of(error):
    try:
        return str(error)
    except BaseException:
        return ""


def _told(error):
    """An exception as `Type: message`, in one line that is the same on every run."""
    text, name = first_error(_text_of(error)), type(error).__name__
    lines = [line.strip() for line in text.splitlines() if line.strip()] or [""]
    if lines[0].endswith("Original error:") and lines[1:]:  # TensorFlow's Saver
        lines = lines[1:]
    if lines[0].startswith("Graph execution error"):  # TensorFlow: the cause follows the node
        nodes = [number for number, line in enumerate(lines) if line.startswith("Node:")]
        lines = lines[nodes[0] + 1 :] if nodes and lines[nodes[0] + 1 :] else lines
    if lines[0].startswith("in user code:"):  # a function that is traced: the cause stands last
        causes = [m for line in lines if (m := re.fullmatch(r"(\w+): (.*)|(\w+Error)", line))]
        if causes:
            name, lines = causes[-1][1] or causes[-1][3], [causes[-1][2] or ""]
    first = lines[0]
    for line in lines[1:]:  # an array in it goes over several lines
        first += f" {line}" * (first.count("[") > first.count("]"))
    message = re.sub(r" at 0x[0-9a-fA-F]+|/\S*/course-\w+/", "", first)
    message = re.sub(r"'?\{\{node ([^}]*)\}\}( = [^']*')?", r"\1", message)  # its name will do
    message = re.sub(r" ?\[Op:\w+\].*|\{\{function_node [^}]*\}\} ?", "", message)
    message = re.sub(r"(?<=/)total\b", "count", message)  # whichever of tf.metrics comes first
    told = f"{name}: {message[:300]}".removesuffix(": ").rstrip(".")
    return told.replace("`", "'")  # backticks stand around it


# The same failure -------------------------------------------------------------------------

_SHAPE = r"[(\[]([\d?, ]*)[)\]]"
_PRODUCTS = (
    re.compile(r"size (\d+) is different from (\d+)"),
    re.compile(r"not aligned: (\d+) \(dim \d+\) != (\d+)"),
    re.compile(
        r"Dimensions must be equal, but are (\d+) and (\d+) for \S*(?:MatMul|MatVec|einsum)"
    ),
    re.compile(r"Matrix size-incompatible: In\[0\]: \[\d+,(\d+)\], In\[1\]: \[(\d+),\d+\]"),
)
_ELEMENTWISE = (
    "could not be broadcast together",
    "Dimensions must be equal, but are",
    "Incompatible shapes",
    "required broadcastable shapes",
)
_PLACED = (
    r"arrays can be converted to Python scalars|must be real number, not|only size-1 arrays",
    r"truth value of an? \w+ with more than one element|truth value of a Series",
    r"ufunc '\w+' not supported for the input types",
)
_OPERATORS = {"Add": "add", "Sub": "subtract", "Mult": "multiply", "Div": "divide"}
_OPERATORS |= {"MatMult": "product", "Pow": "power", "BitXor": "bitwise_xor"}
_SYNONYMS = {"dot": "product", "matmul": "product", "true_divide": "divide", "pow": "power"}


def _same(told, frame):
    """What two programs share that fail in the same way: kind, shapes, and the operation.

    The product of two matrices fails alike however it is written, and so do sums and other
    operations number by number; the order of the two operands does not count.
    """
    for product in _PRODUCTS:
        if found := product.search(told):
            return "product", *sorted(found.groups())
    if any(words in told for words in _ELEMENTWISE):
        shapes = [shape.replace(" ", "").strip(",") for shape in re.findall(_SHAPE, told)]
        # On a GPU, TensorFlow 2 does not say which.
        return "elementwise", *(sorted(shapes) or ("", ""))
    if found := re.search(r"unsupported operand type\(s\) for [^:]*: '(\w+)' and '(\w+)'", told):
        return "operands", *sorted(found.groups())
    for number, words in enumerate(_PLACED):
        if re.search(words, told):
            return "placed", number, _operation(frame)
    plain = re.sub(r"\b[\w.<>]+\(\)", "", told)  # the name of the function
    if told.startswith("IndexError"):
        return "index", plain, _operation(frame)
    return "told", re.sub(r"(?<=\w)_\d+\b", "", plain)  # the number of a node


def _operation(frame):
    """What the failing part of a line does: "exp", "divide", "test"; "" where it is not known."""
    if frame is None:
        return ""
    line = linecache.getline(frame.filename, frame.lineno).encode()
    start, end = getattr(frame, "colno", None), getattr(frame, "end_colno", None)
    if start is None:  # as in Python 3.10, which does not say which part of a line fails
        return _operations(line.decode())
    if frame.lineno != frame.end_lineno:
        return ""
    try:
        node = ast.parse(line[start:end].decode(), mode="eval").body
    except (SyntaxError, UnicodeDecodeError):
        return ""
    if isinstance(node, ast.Call):
        return _called(node)
    if isinstance(node, ast.BinOp):
        return _OPERATORS.get(type(node.op).__name__, type(node.op).__name__)
    if isinstance(node, ast.Subscript):
        stored = re.match(rb"\s*=[^=]", line[end:])
        return f"{'store' if stored else 'take'} {len(getattr(node.slice, 'elts', '1'))}"
    return "test"


def _called(call):
    name = getattr(call.func, "attr", None) or getattr(call.func, "id", "")
    return _SYNONYMS.get(name, name)


def _operations(line):
    """What tells one failing line from another: how it converts and indexes."""
    try:
        nodes = list(ast.walk(ast.parse(line.strip())))
    except SyntaxError:
        return ""
    found = {_called(n) for n in nodes if isinstance(n, ast.Call)} & {"bool", "float", "int"}
    taken = [node for node in nodes if isinstance(node, ast.Subscript)]
    found |= {f"{type(n.ctx).__name__} {len(getattr(n.slice, 'elts', '1'))}" for n in taken}
    return " ".join(sorted(found)) or "else"
