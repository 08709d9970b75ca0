"""The commands `class` and `progress` of course.py."""

from pathlib import Path

from utils import whole
from utils.classroom import checking, handins, index, marking, report, table

ROOT = Path(__file__).resolve().parents[2]
RECORDS = ".checked.jsonl"


def of_class(chosen):
    """Report what a class understood from the notebooks in a folder; return the exit code."""
    if len(chosen.names) != 1:
        raise SystemExit("Say in which folder the hand-ins are: course.py class FOLDER")
    folder = Path(chosen.names[0]).resolve()
    if not folder.exists():
        raise SystemExit(f"There is no {folder}.")
    found, refused = handins.find(folder, index.LESSONS)
    if not found:
        raise SystemExit(f"There is no notebook (.ipynb) in {folder}, nor in a zip there.")
    target = folder.with_name(f"{folder.name.removesuffix('.zip')}-report")
    try:
        if target.exists() and not (target / RECORDS).exists() and any(target.iterdir()):
            raise SystemExit(f"{target} is there and not of the course's making: move it away.")
        target.mkdir(mode=0o700, exist_ok=True)
        with marking.Marker(target / RECORDS) as marker:
            marks = marker.mark(found, refused)
        title = f"What did {folder.name} understand?"
        whole.write(target / "report.html", report.page(title, marks, chosen.numbers).encode())
        whole.write(target / "marks.csv", table.table(marks, chosen.numbers).encode())
    except checking.StoppedError as error:
        raise SystemExit(f"{error}. The same command goes on from here.") from None
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.")
        return 130
    except OSError as error:
        raise SystemExit(f"{target} could not be written: {error.strerror}.") from None
    learners = len({line.learner for line in marks.lines})
    print(f"{len(marks.lines)} notebooks of {learners} learners; {len(marks.remarks)} remarks.")
    print(f"{marks.protection}\n{target / 'report.html'}\n{target / 'marks.csv'}")
    return 0


def of_own(chosen):
    """Show how far a learner is, from the copies in work/; return the exit code."""
    work = ROOT / "work"
    copies = {name: work / "notebooks" / f"{name}.ipynb" for name in index.LESSONS}
    found = [
        handins.HandIn("", path.name, path.stat().st_mtime, path.read_bytes)
        for path in copies.values()
        if path.exists()
    ]
    if not found:
        raise SystemExit("You have no copies of the lessons yet: `course.py lab` makes them.")
    (work / ".progress").mkdir(exist_ok=True)
    with marking.Marker(work / ".progress" / RECORDS, own=True) as marker:
        marks = marker.mark(found)
    width = max(len(line.lesson.title) for line in marks.lines)
    for line in marks.lines:
        states = [found["state"] for found in line.verdicts.values()]
        signs = " ".join(report.STATES[state][0] for state in states)
        done = f"{states.count('correct')} of {len(states)}"
        print(f"{int(line.lesson.name[:2]):3} {line.lesson.title:{width}}  {done:8} {signs}")
        for name, said in line.verdicts.items():
            if said["state"] not in ("correct", "unanswered"):
                print(f"      {report.STATES[said['state']][0]} {name}: {said['message']}")
    for _, path, why in marks.remarks:
        print(f"{path}: {why}")
    whole.write(work / "progress.html", report.progress(marks).encode())
    print(f"\n{'   '.join(f'{sign} {word}' for sign, word, _ in report.STATES.values())}")
    print(f"With what was said of each: {work / 'progress.html'}")
    return 0
