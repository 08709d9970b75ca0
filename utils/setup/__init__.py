"""What course.py needs to install the course: standard library only, since nothing is there yet.

arguments    the commands, and what a command line asks of them
start        installs what a command needs, and becomes it
environment  an environment of the course: whose it is, how far it is, how programs run in it
install      makes an environment what a lock says, by uv
elsewhere    tests with other Pythons and the oldest TensorFlow
book         makes the web site, in an environment of its own
locks        compiles the locks from the requirements
alone        lets one call install at a time
children     lets what was started end with whoever started it
faults       what installers print when they fail, as a sentence for the person who waits
"""
