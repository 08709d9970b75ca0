"""Pictures that would drown the idea if their code stood in the lesson.

Every function draws its arguments, never a global, on a new figure or on the axes it is
given, and returns nothing: the notebook shows the figure below the cell. Importing this
package gives all figures the course's look (course.mplstyle).

figures      the palette; curves labelled at their ends
images       digits and weights as pictures
broadcasting how a smaller table is stretched over a larger one
classifiers  probabilities, confusion tables, the evidence behind a decision
devices      which operations ran on which device, and what was sent
descent      paths over an error surface, what is left of their steps, sampled directions
neurons      a neuron's parts; two groups of points; what a neuron says over the plane
flows        what is computed from what, forward and backward
surfaces     an error as a mountain over two weights, its slope along one
reader       what a network sees; nodes and links while it reads; answers while it learns
weights      weights on the links of a network; the planes that units divide; slopes compared
gates        an error message with its parts marked; the gates that a program passes
summaries    how numbers are spread, step behind step
tensors      tensors as blocks of cells; colour pictures with their channels
training     learning curves; what several starts lead to
units        what hidden units see: their weights, the images that they answer to
stages       a network as a row of stages, with the shape of each
windows      a window that slides over an image: what it sees, where it stops, its maps
histograms   how numbers are spread, panel by panel
agreement    curves that should be one, a part magnified, how far they are apart
shares       probabilities as bars, panel by panel
sliders      a picture with sliders, a sentence in their place on paper
"""

import os
from pathlib import Path

import matplotlib.pyplot as plt

from utils.plotting.agreement import agreement
from utils.plotting.broadcasting import broadcasting
from utils.plotting.classifiers import confusion, evidence, probabilities
from utils.plotting.descent import descent_paths, leaky_sums, rolls, sampled_directions
from utils.plotting.devices import devices
from utils.plotting.figures import PALETTE, curves, label_ends
from utils.plotting.flows import flow
from utils.plotting.gates import gates, message
from utils.plotting.histograms import histograms
from utils.plotting.images import digits, matrix, signed_images
from utils.plotting.neurons import neuron, neurons, two_groups
from utils.plotting.reader import answers, network, pixels
from utils.plotting.shares import shares
from utils.plotting.sliders import sliders
from utils.plotting.stages import stages
from utils.plotting.summaries import ridges
from utils.plotting.surfaces import mountain, tangent
from utils.plotting.tensors import blocks, channels
from utils.plotting.training import learning_curves, spreads, starts
from utils.plotting.units import responses, weight_rows
from utils.plotting.weights import planes, slopes, weighted_network
from utils.plotting.windows import feature_maps, places, window

plt.style.use(Path(__file__).with_name("course.mplstyle"))
if "inline" in os.environ.get("MPLBACKEND", "") and "inline" in plt.get_backend():
    plt.switch_backend(plt.get_backend())  # as the first figure would
    plt.uninstall_repl_displayhook()  # which draws each figure once more, for windows alone
