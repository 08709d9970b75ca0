"""A learner's own copies of the course, in work/: the tracked pages stay as they are.

copies   lay the copies out, keep them up to date, lay one out afresh
gone     where a copy goes whose page is gone, or has another name
merge    the news of a lesson, put into a copy cell by cell
"""

from utils.work.copies import refused, reset, update

__all__ = ["refused", "reset", "update"]
