"""What course.py needs to install the course: standard library only, since nothing is there yet.

venv     where .venv is, and how programs run in it
faults   what installers print when they fail, as a sentence for the person who waits
arguments  the commands, and what a command line asks of them
start    installs what a command needs, and becomes it
children runs a program that ends with its command
alone    lets one call install at a time
install  makes .venv what the lock says, and notices when it is so already
locks    compiles the locks from the requirements
pythons  tests with other Pythons and the oldest TensorFlow
"""
