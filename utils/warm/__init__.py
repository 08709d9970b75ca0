"""One process that has imported the slow libraries, from which others are forked in a moment.

`import tensorflow` takes 4 to 6 seconds, and almost every lesson begins with it. Inside

    with serve() as environment:
        subprocess.run(["jupyter", "lab"], env={**os.environ, **environment})

every kernel named "python3" is such a fork, and so is whatever `utils.processes` starts in it;
so are the workers of pytest (utils.notebooks.plugin).
Wherever that cannot work, what was wanted starts by itself: slower, never broken.

serving   start the server, and have Jupyter use it
server    what happens in the server: fork for whoever asks, look after the forks
preload   what it imports, and whether that survives a fork
client    ask for a fork; what Jupyter and pytest start, watch and signal in its place
worker    what is forked for pytest
"""

from utils.warm.serving import LESSONS, command, serve

__all__ = ["LESSONS", "command", "serve"]
