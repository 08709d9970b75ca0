"""What a class understood, from the notebooks that it handed in; and how far a learner is.

handins    find the notebooks: folders, zips, whose they are
index      the lessons, by which a notebook is recognised
extract    take the answers out of a notebook; `unusual` names what no exercise asks for
checking   have notebooks read and answers checked, by a process of its own:
  checker    it forks a process for each
  jail       shuts that in; `filters` holds the system calls, `probe` tries out what it still can
  verdict    what that does: read a notebook, check an answer
marking    from hand-ins to verdicts; what is known is not computed again
report     a page to look at, a table for other programs
commands   `course.py class`, `course.py progress`
"""
