"""JupyterHub for a class on one machine: the course once, read-only, and learners' own copies.

Before a learner's JupyterLab starts, the copies in their home are made or brought up to date by
the rule of `course.py lab`: nothing that a learner wrote is overwritten. TEACHING.md says how to
install it, and what was tried.
"""

import shlex
import sys
from pathlib import Path

COURSE = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent
COPIES = "from utils import work; print(*work.update({!r}, 'course'), sep='\\n')"

c = get_config()  # noqa: F821

# Passwords must not travel in the clear: put a web server that speaks HTTPS before it.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"
# The machine's accounts that may log in, each as itself.
c.LocalAuthenticator.allowed_groups = {"learners"}
proxy = PROGRAMS.parent / "node_modules" / ".bin" / "configurable-http-proxy"
c.ConfigurableHTTPProxy.command = [str(proxy)]

copies = shlex.join([str(PROGRAMS / "python"), "-c", COPIES.format(str(COURSE))])
server = shlex.quote(str(PROGRAMS / "jupyterhub-singleuser"))
# A full disk must not keep a learner from making room: the server starts all the same.
c.Spawner.cmd = ["sh", "-c", f'umask 077; {copies}; cd course && exec {server} "$@"', "sh"]
c.Spawner.environment = {"PYTHONPATH": str(COURSE)}  # lessons import utils
c.Spawner.args = [
    f"--LabApp.app_settings_dir={COURSE / 'utils/work/jupyterlab'}",
    f"--LabServerApp.extra_labextensions_path={COURSE / 'utils/notebooks/labextensions'}",
    "--KernelManager.transport=ipc",  # every account may listen to a kernel's TCP ports
]
c.Spawner.http_timeout = 300  # seconds: a whole class begins at once
c.Spawner.default_url = "/lab/tree/README.md"
# A limit holds where the spawner can set one, as SystemdSpawner does; JupyterHub's own cannot.
c.Spawner.mem_limit = "2G"
