"""What the lessons share, and what runs, checks and installs them.

runtime      start TensorFlow quietly and exactly; seeds, devices, progress
datasets     the arrays in data/, checked against their checksums
batches      mini-batches from an explicit random generator
drawing      a reader's own digit as an image like those of MNIST
plotting     pictures that would drown the idea if their code stood in the lesson
graphs       draw a TensorFlow graph, count its operations, see which of them run
scratch      temporary folders, gone when the kernel ends
board        a histogram written for TensorBoard, for plotting
whole        write a file whole or not at all
warm         one process with TensorFlow imported, which forks kernels and others in a moment
processes    fresh Python processes with TensorFlow imported, which always end
messages     print an error as it concerns the reader
errors       from a message to the place in the lessons that explains it
clusters     servers and workers on this machine, each with a port of its own
placement    where the operations of a graph ran, and what was sent
exercises    exercises that know the typical mistakes
notebooks    execute lessons, store them, compare them; lab, test, refresh
work         a learner's own copies of the lessons, which take the news and lose no answer
classroom    what a class understood; strangers' programs, shut in
setup        make .venv: what course.py does before anything is installed
"""

import sys

if "IPython" in sys.modules:  # in a notebook, the errors of its cells end with their place
    from IPython import get_ipython

    from utils.errors import load_ipython_extension

    if get_ipython() is not None:
        load_ipython_extension(get_ipython())
