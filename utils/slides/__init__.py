"""`course.py slides 16`: what a lesson shows, for a projector, made of its stored page by rule.

rule   from a stored lesson to slides, and what is said with each
deck   from slides to a page for reveal.js, which comes with sphinx-revealjs
"""
