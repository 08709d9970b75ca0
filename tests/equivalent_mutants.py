"""Mutants of reference solutions that are right after all, each with the reason.

By exercise, then by the mutant's label as the failing test prints it. A mutant belongs here only
if every reader would have to accept it as an answer; otherwise the exercise lacks an input.
"""

EQUIVALENT = {
    "lesson_15.recipe": {
        "50 → 49": "Any recipe that reaches the target is right.",
        "50 → 51": "Any recipe that reaches the target is right.",
    },
}
