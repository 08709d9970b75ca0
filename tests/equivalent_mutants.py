"""Mutants of reference solutions that are right after all, each with the reason.

By exercise, then by the mutant's label as the failing test prints it. A mutant belongs here only
if every reader would have to accept it as an answer; otherwise the exercise lacks an input.
"""

EQUIVALENT = {
    "lesson_03.my_sigmoid_prime": {
        "-h → h": "The sigmoid is as steep at h as at −h.",
    },
    "lesson_03.train": {
        "1 → 2 (3)": "Any walk that ends below the goal is right.",
        "200 → 199": "Any walk that ends below the goal is right.",
        "200 → 201": "Any walk that ends below the goal is right.",
        "5 * X.T → X.T": "Any walk that ends below the goal is right.",
        "5 → 4": "Any walk that ends below the goal is right.",
        "5 → 6": "Any walk that ends below the goal is right.",
    },
    "lesson_04.recipe": {
        "0.5 → 1.5": "Any recipe that reaches the target is right.",
        "20 → 21": "Any recipe that reaches the target is right.",
    },
    "lesson_05.rates": {
        "5 → 4": "Any schedule that comes near enough is right.",
    },
    "lesson_06.band": {
        "2 → 3 (2)": "The output's limit may lie anywhere well between one unit's yes and none.",
        "20.0 → 21.0": "Any weights large enough to make the sigmoids steep are right.",
    },
    "lesson_07.hidden_error": {
        "-h → h": "The sigmoid is as steep at h as at −h.",
    },
    "lesson_07.wrong_slopes": {
        "abs(slopes[place] - measured) > 0.001 * abs(measured) → abs(slopes[place] - measured) >= "
        "0.001 * abs(measured)": "No slope lies exactly on the limit.",
        "np.zeros → np.ones": "Every place of the table is written afterwards.",
        "np.zeros(W.shape, dtype=bool) → np.zeros(W.shape)": "1.0 and 0.0 are True and False here.",
    },
    "lesson_07.recipe": {
        "1.0 → 2.0": "Any recipe that reaches the target is right.",
        "2.0 → 3.0": "Any recipe that reaches the target is right.",
        "6 → 5": "Any recipe that reaches the target is right.",
        "6 → 7": "Any recipe that reaches the target is right.",
    },
    "lesson_09.mean_ratio": {
        "tf.constant(depth) → depth": "Beside a tensor, a list becomes a constant by itself.",
        "tf.constant(length) → length": "Beside a tensor, a list becomes a constant by itself.",
    },
    "lesson_11.nearest": {
        "tf.reduce_sum → tf.reduce_mean": "All distances are divided by n: the nearest stays.",
    },
    "lesson_12.swap": {
        "tf.group(a.assign(both[0]), b.assign(both[1])) → "
        "tf.group(b.assign(both[1]), a.assign(both[0]))": "A group has no order.",
    },
    "lesson_16.recipe": {
        "50 → 49": "Any recipe that reaches the target is right.",
        "50 → 51": "Any recipe that reaches the target is right.",
    },
    "lesson_17.early_stopping": {
        "2 → 1": "The first epoch is not below itself, so that to begin with it changes nothing.",
    },
    "lesson_17.remedy": {
        "100 → 99": "Any recipe that reaches the target is right.",
        "32 → 31": "Any recipe that reaches the target is right.",
        "32 → 33": "Any recipe that reaches the target is right.",
    },
    "lesson_18.convolve": {
        "np.zeros → np.ones": "Every place of the table is written afterwards.",
    },
    "lesson_18.max_pool": {
        "np.zeros → np.ones": "Every place of the table is written afterwards.",
    },
    "lesson_18.scatter": {
        "np.stack(moved) → moved": "A list of images is accepted as an array of them.",
    },
    "lesson_21.keep_what_fits": {
        "v.shape.as_list() → v.shape": "A list and a shape of the same numbers are equal.",
    },
}
