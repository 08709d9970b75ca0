"""What the checks and the training cost on this machine: `python3 course.py bench`.

lessons   seconds of each lesson with warm kernels, with ordinary ones, and under plain nbval
training  seconds of an epoch of lesson 17's network in NumPy, a session, tf.function and Keras
report    both as tables and as a picture, and their place in CONTRIBUTING.md
"""
