"""The system calls that strangers' code may not make, as a filter for the kernel (seccomp).

Structures and numbers are those of <linux/filter.h>, <linux/seccomp.h>, <linux/audit.h> and
<asm/unistd.h>. A filter needs no rights and no namespaces, so it holds in most containers too.
"""

import ctypes
import errno
import os
import platform
import struct

_MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# Each with its numbers on x86_64 and on aarch64: the network; processes; signals to, and looks
# into, others; memory that outlives a process or is counted nowhere; what belongs to a file
# besides its contents, which Landlock does not guard; other doors into the kernel; and when and
# where processes run, those of the same user too.
_FORBIDDEN = """
socket 41 198, socketpair 53 199, connect 42 203, bind 49 200, listen 50 201,
fork 57 -, vfork 58 -, execve 59 221, execveat 322 281, unshare 272 97, setns 308 268,
tkill 200 130, rt_sigqueueinfo 129 138, rt_tgsigqueueinfo 297 240, pidfd_open 434 434,
pidfd_send_signal 424 424, pidfd_getfd 438 438, ptrace 101 117, process_vm_readv 310 270,
process_vm_writev 311 271,
shmget 29 194, msgget 68 186, semget 64 190, mq_open 240 180, memfd_create 319 279,
chmod 90 -, fchmod 91 52, fchmodat 268 53, fchmodat2 452 452, chown 92 -, fchown 93 55,
lchown 94 -, fchownat 260 54, utime 132 -, utimes 235 -, futimesat 261 -, utimensat 280 88,
setxattr 188 5, lsetxattr 189 6, fsetxattr 190 7, removexattr 197 14, lremovexattr 198 15,
fremovexattr 199 16, mount 165 40,
io_uring_setup 425 425, bpf 321 280, userfaultfd 323 282, perf_event_open 298 241,
add_key 248 217, request_key 249 218, keyctl 250 219,
setpriority 141 140, ioprio_set 251 30, sched_setparam 142 118, sched_setscheduler 144 119,
sched_setattr 314 274, sched_setaffinity 203 122
"""
_OWN = "kill 62 129, tgkill 234 131"  # allowed to a process for itself
_LIMITS = "prlimit64 302 261"  # allowed for process 0, which is oneself
_FCNTL, _SET_OWNER = "fcntl 72 25", (8, 15)  # to whom a file sends signals: old kernels let it
_CLONE, _CLONE3 = "clone 56 220", 435
_CLONE_THREAD = 0x10000
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
# Where they stand in what a filter is shown.
_NUMBER, _MACHINE, _FIRST_ARGUMENT, _SECOND_ARGUMENT = 0, 4, 16, 24
_KILL, _ERROR, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_PR_SET_SECCOMP, _MODE_FILTER = 22, 2


def forbid(libc):
    """Forbid them to this thread and to all that it starts, for ever; return whether that worked.

    The process must have set no_new_privs. Afterwards these calls fail with EPERM.
    """
    if platform.machine() not in _MACHINES:
        return False
    steps = b"".join(struct.pack("HBBI", *step) for step in _program(os.getpid()))
    buffer = ctypes.create_string_buffer(steps)
    program = struct.pack("HxxxxxxP", len(steps) // 8, ctypes.addressof(buffer))
    return libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.c_char_p(program), 0, 0) == 0


def _program(pid):
    """The steps of the filter: operation, steps to skip if it holds, if it does not, a number."""
    refuse = (_RETURN, 0, 0, _ERROR | errno.EPERM)
    yield _LOAD, 0, 0, _MACHINE
    yield _JUMP_EQUAL, 1, 0, _MACHINES[platform.machine()]
    yield _RETURN, 0, 0, _KILL
    yield _LOAD, 0, 0, _NUMBER
    yield _JUMP_AT_LEAST, 0, 1, 0x40000000  # the calls of another convention, on x86_64
    yield refuse
    for number in _numbers(_FORBIDDEN):
        yield _JUMP_EQUAL, 0, 1, number
        yield refuse
    yield _JUMP_EQUAL, 0, 1, _CLONE3  # its arguments cannot be seen here: libraries take clone
    yield _RETURN, 0, 0, _ERROR | errno.ENOSYS
    allowed_to = (
        (_CLONE, _JUMP_SET, _CLONE_THREAD),
        (_OWN, _JUMP_EQUAL, pid),
        (_LIMITS, _JUMP_EQUAL, 0),
    )
    for calls, jump, allowed in allowed_to:
        for number in _numbers(calls):
            yield _JUMP_EQUAL, 0, 4, number
            yield _LOAD, 0, 0, _FIRST_ARGUMENT
            yield jump, 0, 1, allowed
            yield _RETURN, 0, 0, _ALLOW
            yield refuse
    for number in _numbers(_FCNTL):
        yield _JUMP_EQUAL, 0, 5, number
        yield _LOAD, 0, 0, _SECOND_ARGUMENT
        yield _JUMP_EQUAL, 1, 0, _SET_OWNER[0]
        yield _JUMP_EQUAL, 0, 1, _SET_OWNER[1]
        yield refuse
        yield _RETURN, 0, 0, _ALLOW
    yield _RETURN, 0, 0, _ALLOW


def _numbers(calls):
    column = 1 + list(_MACHINES).index(platform.machine())
    found = [call.split()[column] for call in calls.split(",")]
    return [int(number) for number in found if number != "-"]
