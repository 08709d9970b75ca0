"""The exercises of lesson 5, Add momentum and decay."""

from functools import cache

import numpy as np

from utils.batches import batches
from utils.datasets import load_penguins
from utils.exercises import edit, exercise, prediction

# Top speed -------------------------------------------------------------------------------

top_speed = prediction(
    "How many times longer do steps become with momentum 0.99?",
    answer=100,
    wrong={
        10: "That is momentum 0.9. Put 0.99 into 1 / (1 − β).",
        0.99: "0.99 is the share of the velocity that is kept. What do the shares add up to?",
        1.99: "That is the second step: 0.99 of the first and 1 more. And in the end?",
        0.01: "The share that is lost in each step is 0.01. The speed goes with 1 over that.",
        99: "Nearly: 99 come from the steps before, and the step of now is added to them.",
        0.5025: "That is what remains of steps that alternate. On a slope all steps agree.",
    },
    hints=[
        "At top speed the velocity no longer changes: v = β v + Δw.",
        "Solve that for v, and put in β = 0.99.",
    ],
    why="1 / (1 − 0.99) = 100. It takes a few hundred steps to get there, and as many to stop.",
)

# A step with momentum --------------------------------------------------------------------


def _rolling(rng, speed):
    """w, velocity, direction, learning_rate, momentum for three weights."""
    velocity = speed * rng.normal(size=3)
    rate, momentum = rng.uniform(0.1, 0.4), rng.uniform(0.6, 0.95)
    return rng.normal(size=3), velocity, rng.normal(size=3), float(rate), float(momentum)


@exercise(
    inputs=[
        lambda rng: _rolling(rng, speed=1),
        lambda rng: _rolling(rng, speed=0),  # the first step of all
        lambda rng: _rolling(rng, speed=20),
    ],
    updates=["w", "velocity"],
    hints=[
        "First the new velocity: a share of the old one, and the plain step.",
        "The plain step is `learning_rate * direction`, the share is `momentum * velocity`.",
        "The weights move by the new velocity, and by nothing else.",
    ],
)
def momentum_step(w, velocity, direction, learning_rate, momentum):
    velocity = momentum * velocity + learning_rate * direction
    return w + velocity, velocity


@momentum_step.also_correct
def _(w, velocity, direction, learning_rate, momentum):
    new = [momentum * v + learning_rate * d for v, d in zip(velocity, direction, strict=True)]
    return [a + b for a, b in zip(w, new, strict=True)], new


momentum_step.mistakes(
    (
        "This is plain descent: the old velocity is forgotten. Keep the share `momentum` of it.",
        edit("momentum * velocity + ", ""),
    ),
    (
        "Learning rate and momentum have changed places: the momentum says how much of the "
        "velocity stays, the learning rate how far the slope of now moves you.",
        edit(" momentum ", " learning_rate ", " learning_rate ", " momentum "),
    ),
    (
        "You walk uphill: `direction` points downhill already, so its step is added to the "
        "velocity.",
        edit("velocity + ", "velocity - "),
    ),
    (
        "The velocity is right, and then you go backwards: the weights move with the velocity.",
        edit("return w + velocity, velocity", "return w - velocity, velocity"),
    ),
    (
        "You move the weights by the old velocity. Renew the velocity first, then move.",
        "w + velocity, momentum * velocity + learning_rate * direction",
    ),
    (
        "The weights move right, but you hand back the old velocity, and the next step would "
        "start from that.",
        "w + momentum * velocity + learning_rate * direction, velocity",
    ),
    (
        "The weights move right, but the velocity that you hand back lacks the plain step of now.",
        "w + momentum * velocity + learning_rate * direction, momentum * velocity",
    ),
    (
        "The whole old velocity is kept, so nothing ever slows down. Keep the share "
        "`momentum` of it.",
        edit("momentum * ", ""),
    ),
    (
        "The learning rate is missing: the slope of now enters with its full length.",
        edit("learning_rate * ", ""),
    ),
    (
        "You take a running mean, with the step of now weighted by 1 − momentum. Some texts "
        "do. In ours the step of now counts fully, and steps that agree add up.",
        edit("+ learning_rate", "+ (1 - momentum) * learning_rate"),
    ),
    (
        "The learning rate multiplies all of it, the old velocity too, so that hardly any of that "
        "is left. It belongs to `direction` alone.",
        edit(
            "momentum * velocity + learning_rate * direction",
            "learning_rate * (momentum * velocity + direction)",
        ),
    ),
    (
        "You move twice: by the velocity, and by the plain step that is in the velocity already.",
        edit(
            "return w + velocity, velocity",
            "return w + velocity + learning_rate * direction, velocity",
        ),
    ),
    (
        "The order is: first the new weights, then the new velocity.",
        edit("return w + velocity, velocity", "return velocity, w + velocity"),
    ),
    (
        "Only the weights come back. The next step needs the new velocity as well: return both.",
        "w + momentum * velocity + learning_rate * direction",
    ),
    (
        "You subtract, as one does with a gradient: `direction` points downhill already. And here "
        "the rate stands inside the velocity, beside `direction`, which counts fully.",
        edit(
            "learning_rate * direction", "direction", "w + velocity", "w - learning_rate * velocity"
        ),
        edit(
            "learning_rate * direction",
            "(1 - momentum) * direction",
            "w + velocity",
            "w - learning_rate * velocity",
        ),
    ),
    (
        "Your velocity has the opposite sign. Here it is the step itself: `direction` is added to "
        "it, and it is added to the weights.",
        edit("velocity + ", "velocity - ", "w + velocity", "w - velocity"),
    ),
)


_RATE_OUTSIDE = (
    "The learning rate stands outside your velocity, as PyTorch and the old optimizer of lesson "
    "19 have it. Here the velocity is the step itself: the rate belongs inside, beside `direction`."
)


momentum_step.mistakes(
    (
        _RATE_OUTSIDE,
        edit(
            "learning_rate * direction", "direction", "w + velocity", "w + learning_rate * velocity"
        ),
    ),
    (
        "You take a running mean of the directions, with the new one weighted by 1 − momentum, "
        "and multiply by the rate afterwards. Some texts do. In ours the new direction counts "
        "fully, and the rate is inside the velocity.",
        edit(
            "learning_rate * direction",
            "(1 - momentum) * direction",
            "w + velocity",
            "w + learning_rate * velocity",
        ),
    ),
    (
        "You look ahead: after the velocity's step you take it once more, as Nesterov's momentum "
        "does. Here the weights move by the new velocity, and by nothing else.",
        edit("w + velocity", "w + momentum * velocity + learning_rate * direction"),
    ),
)


# Tuning on the bowl ----------------------------------------------------------------------

STEPS, ENOUGH = 25, 0.001
CURVATURE = np.array([1.0, 25.0])


def _errors_of_the_bowl(learning_rate, momentum):
    """The error at the start and after each step, shape (STEPS + 1,)."""
    w, velocity, path = np.array([-9.0, 1.5]), np.zeros(2), []
    for _ in range(STEPS + 1):
        path.append(w)
        velocity = momentum * velocity - learning_rate * CURVATURE * w
        w = w + velocity
    return np.sum(CURVATURE * np.square(path), axis=1) / 2


def _judge_tuned(given):
    if type(given) is not dict or set(given) != {"learning_rate", "momentum"}:
        return "Return a dictionary with learning_rate and momentum, and nothing else."
    rate, momentum = (np.asarray(given[name]).item() for name in ("learning_rate", "momentum"))
    if rate <= 0:
        return "The learning rate must be greater than 0, or the ball never starts."
    if not 0 <= momentum < 1:
        return "The momentum must be at least 0 and less than 1, or old steps never fade."
    errors = _errors_of_the_bowl(rate, momentum)
    error = errors.min()
    if error < ENOUGH:
        return None
    found = f"Within {STEPS} steps the error comes down to {error:.4f}, not below {ENOUGH}."
    if errors[-1] > errors[0]:
        return (
            f"After {STEPS} steps the error is larger than at the start: for this momentum the "
            "rate is too large, and every jump across the valley ends higher."
        )
    less, more = (_errors_of_the_bowl(rate, momentum + d).min() for d in (-0.05, 0.05))
    if min(less, more) < error:
        advice = "a little less momentum" if less < more else "a little more momentum"
        return f"{found} With this rate, {advice} does better."
    return f"{found} The momentum suits this rate. Try another rate."


@exercise(
    inputs=lambda rng: (),
    judge=_judge_tuned,
    draws=1,
    hints=[
        "A momentum of 0.9 swings for far more than 25 steps here; 0 crawls. Look at the trough "
        "in the picture.",
        "A momentum of about 0.5 allows a rate beyond the limit of plain descent, 0.08.",
        "Try a rate of 0.1, and momenta between 0.4 and 0.6.",
    ],
)
def tuned():
    return {"learning_rate": 0.1, "momentum": 0.5}


tuned.also_correct(
    '{"learning_rate": 0.07, "momentum": 0.55}',
    '{"learning_rate": 0.1, "momentum": 0.7}',  # below at step 17, above again at step 25
)


tuned.mistakes(
    (
        "That is plain descent. At its best rate, 1/13, each step leaves 92% of the way: "
        "after 25 steps more than a tenth is left.",
        '{"learning_rate": 1 / 13, "momentum": 0.0}',
    ),
    (
        "The usual 0.9 is too much for a valley that is only 25 times as steep one way as the "
        "other: after 25 steps the ball still swings.",
        '{"learning_rate": 0.07, "momentum": 0.9}',
    ),
    (
        "That is the recipe of the lesson's picture. It settles, but not within 25 steps.",
        '{"learning_rate": 0.06, "momentum": 0.7}',
    ),
)


# Schedules -------------------------------------------------------------------------------


def _schedule(rng, epoch):
    return float(rng.uniform(0.5, 5)), float(rng.uniform(0.1, 0.9)), epoch


@exercise(
    inputs=[
        lambda rng: _schedule(rng, 0),
        lambda rng: _schedule(rng, 1),
        lambda rng: _schedule(rng, int(rng.integers(3, 30))),
    ],
    hints=[
        "In epoch 0 nothing is divided: the result is the learning rate itself.",
        "Divide by 1 + decay · epoch. Mind the parentheses.",
    ],
)
def decayed_rate(learning_rate, decay, epoch):
    return learning_rate / (1 + decay * epoch)


@decayed_rate.also_correct
def _(learning_rate, decay, epoch):
    divisor = 1
    for _ in range(epoch):
        divisor += decay
    return learning_rate / divisor


decayed_rate.mistakes(
    (
        "Division goes before addition: without parentheses around 1 + decay · epoch you "
        "divide by 1.",
        "learning_rate / 1 + decay * epoch",
    ),
    ("The 1 is missing: in epoch 0 you divide by zero.", "learning_rate / (decay * epoch)"),
    (
        "Your rate grows from epoch to epoch. Divide, so that it shrinks.",
        "learning_rate * (1 + decay * epoch)",
    ),
    (
        "You subtract the same amount every epoch, and in the end the rate is negative: uphill.",
        "learning_rate - decay * epoch",
    ),
    (
        "You take off the same share of the first rate every epoch, so it reaches 0 and goes "
        "below.",
        "learning_rate * (1 - decay * epoch)",
    ),
    (
        "You divide by 1 + decay once for every epoch. That shrinks much faster than 1 / (1 + "
        "k t), and may stop on the way.",
        "learning_rate / (1 + decay) ** epoch",
    ),
    (
        "You multiply by the decay once for every epoch: that is another schedule.",
        "learning_rate * decay**epoch",
    ),
    (
        "Your first epoch has decayed already. Epochs count from 0, and epoch 0 has the full rate.",
        "learning_rate / (1 + decay * (epoch + 1))",
    ),
    ("The epoch is missing: this rate is the same in every epoch.", "learning_rate / (1 + decay)"),
    (
        "You have e^(−k t): exponential decay, which multiplies by the same factor every epoch. "
        "What is wanted is one division, by 1 + k t.",
        "learning_rate * np.exp(-decay * epoch)",
    ),
    (
        "You keep the share 1 − decay, once more every epoch: that is exponential decay. "
        "What is wanted is one division, by 1 + k t.",
        "learning_rate * (1 - decay) ** epoch",
    ),
    (
        "`**` is a power: decay to the epoch. Multiply decay and epoch.",
        "learning_rate / (1 + decay**epoch)",
    ),
    (
        "The epoch stands outside the parentheses and multiplies the rate, which is then 0 in "
        "epoch 0. It belongs below the bar, beside the decay.",
        "learning_rate / (1 + decay) * epoch",
    ),
    (
        "Multiplication and division go before addition: 1 / 1 is divided first, and the rest is "
        "added. Below the bar stands the whole of 1 + decay · epoch, in parentheses.",
        "1 / 1 + decay * epoch * learning_rate",
    ),
    (
        "The square root is another schedule. Divide by 1 + decay · epoch.",
        "learning_rate / np.sqrt(1 + decay * epoch)",
        "learning_rate / np.sqrt(1 + epoch)",
    ),
)


# A schedule for the penguins -------------------------------------------------------------

EPOCHS, NEAR = 6, 0.1


@cache
def _penguins():
    """The lesson's birds and the lowest point of their error: P, male, goal."""
    birds = load_penguins()
    known = (birds.species == "Adelie") & (birds.sex != "NA")
    P = np.stack([birds.bill_depth_mm, birds.body_mass_g], axis=1)[known]
    P = (P - P.mean(axis=0)) / P.std(axis=0)
    return P, (birds.sex[known] == "male").astype(float), np.array([1.70, 3.32])


@cache
def _distance(rates):
    """How far from the goal the weights are in the last epoch, on average."""
    P, male, goal = _penguins()
    rng, w, distances = np.random.default_rng(5), np.array([-2.0, 1.0]), []
    for epoch, rate in enumerate(rates):
        for bird, target in batches(P, male, size=1, rng=rng):
            y_hat = 1 / (1 + np.exp(-bird @ w))
            w = w + rate * bird.T @ ((target - y_hat) * y_hat * (1 - y_hat))
            if epoch == len(rates) - 1:
                distances.append(np.linalg.norm(w - goal))
    return np.mean(distances)


def _judge_rates(given):
    rates = np.asarray(given, float)
    if rates.shape != (EPOCHS,):
        return f"Return a list of {EPOCHS} numbers, the learning rate of each epoch."
    if not (np.isfinite(rates).all() and (rates > 0).all()):
        return "Every rate must be greater than 0: with 0 an epoch is lost."
    distance = _distance(tuple(rates.tolist()))
    if distance < NEAR:
        return None
    found = f"In the last epoch the weights are {distance:.2f} away from the goal on average"
    smaller = _distance((*rates[:-1].tolist(), rates[-1] / 10))
    if smaller < 0.7 * distance:
        return f"{found}: they still stagger. Let the last rates be smaller."
    return (
        f"{found}, and hardly move any more. Let the first rates be larger, or larger for longer."
    )


@exercise(
    inputs=lambda rng: (),
    judge=_judge_rates,
    draws=1,
    hints=[
        "It takes large rates to arrive, and small rates to settle. Which come first?",
        "Six epochs are few: begin with a rate above 3, and end near 0.2.",
        "`[5 / (1 + k * epoch) for epoch in range(6)]` with a k of your choice is one way. "
        "Another is a list of six numbers by hand, from 5 down.",
    ],
)
def rates():
    return [5 * 0.5**epoch for epoch in range(6)]


rates.also_correct("[5 / (1 + epoch) for epoch in range(6)]", "[5, 3, 1, 0.3, 0.1, 0.1]")


rates.mistakes(
    (
        "With 3 to the end the weights arrive, and stagger around the goal for ever. Let the "
        "rate decay.",
        "[3.0] * 6",
    ),
    (
        "With 0.3 from the start the steps are calm, but six epochs of them do not get there. "
        "Begin with larger ones.",
        "[0.3] * 6",
    ),
    (
        "That is the lesson's schedule. In 20 epochs it settles; six are too few for it.",
        "[3 / (1 + 0.5 * epoch) for epoch in range(6)]",
    ),
    (
        "Divided by ten every epoch, the rate is spent before the goal is reached. Let it "
        "decay more slowly.",
        "[3 * 0.1**epoch for epoch in range(6)]",
    ),
    (
        "The other way round: you creep first and stagger in the end. Large rates come first.",
        "[5 * 0.5**epoch for epoch in range(6)][::-1]",
    ),
)
