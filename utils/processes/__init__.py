"""Fresh Python processes that have TensorFlow imported, and that always end.

`import tensorflow` takes 4 to 6 seconds. On Linux it is done once, by a process from which all
others are forked in a tenth of a second (`utils.warm`): the one that started this kernel, or else
one of its own, in the background. Elsewhere every process imports for itself: slower, never broken.

    processes.prepare()  # early in the lesson
    ...
    processes.run("print(2 * number)", number=21)  # "42\\n"

    with processes.running(serve, port=port) as server:  # a function of the lesson
        print(server.readline())

starting   start a process and end it
process    read what it prints, take its result
child      what happens in that process
loopback   keep away from it what comes from other machines
"""

from utils.processes.process import Process, ProcessFailed, results
from utils.processes.starting import prepare, run, running

__all__ = ["Process", "ProcessFailed", "prepare", "results", "run", "running"]
