"""What a class understood, from the notebooks that it handed in; and how far a learner is.

handins      find the notebooks, and whose they are; `zips` reads those in zips
index        the lessons, by which a notebook is recognised
extract      take the answers out of a notebook: `statements` with what they need, and what is
             `unusual` in them
checking     have notebooks read and answers checked, in a process each:
  child      what such a process does
  jail       shuts it in; `filters` holds the system calls
  watching   ends it in time, and looks at what it leaves
  protection what it can still do
marking      from hand-ins to verdicts; `records` keeps them
report       pages to look at; `table` is for other programs
commands     `course.py class`, `course.py progress`
"""
