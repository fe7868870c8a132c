"""An interpreter that has its imports behind it, and forks for each run of a program.

It reads requests on standard input, one JSON object a line, and answers on standard
output. A request names the program's file, its folder, its environment and the two
terminals to run at; the answer says the process's id, and later how it ended. What could
make a forked program differ from a fresh one is refused, and the runner starts a fresh
one: a thread at work here, packages that have changed, a file of the learner's that bears
the name of a module which is loaded already.

When the input ends, all that was started is killed, and this interpreter ends.
"""

import ctypes
import fcntl
import gc
import io
import json
import os
import select
import signal
import sys
import termios
import types

MARK = "WORKBOOK_RUN"


class Nursery:
    def __init__(self, clock, mark_at, mark_room):
        self.clock = clock
        self.mark_at, self.mark_room = mark_at, mark_room
        self.running = {}
        self.known = stamps()

    def serve(self):
        """Answers requests; returns, in a forked process, the request that it is for."""
        ends = os.pipe()
        for fd in ends:
            os.set_blocking(fd, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(ends[1], warn_on_full_buffer=False)
        say({"ready": True})
        buffer = b""
        while True:
            ready, _, _ = select.select([0, ends[0]], [], [])
            if ends[0] in ready:
                os.read(ends[0], 4096)
                self.reap()
            if 0 in ready:
                part = os.read(0, 65536)
                if not part:
                    self.end()
                buffer += part
                while b"\n" in buffer:
                    line, buffer = buffer.split(b"\n", 1)
                    request = json.loads(line)
                    if self.start(request):
                        signal.set_wakeup_fd(-1)
                        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                        for fd in ends:
                            os.close(fd)
                        return request

    def start(self, request):
        """Forks for this request; true in the forked process."""
        why = self.refusal(request)
        if why:
            say({"id": request["id"], "refused": why})
            return False
        pid = os.fork()
        if pid == 0:
            return True
        self.running[pid] = request["id"]
        say({"id": request["id"], "pid": pid})
        return False

    def refusal(self, request):
        if len(sys._current_frames()) > 1:
            return "unsafe"
        if stamps() != self.known:
            return "stale"
        folder = os.path.dirname(os.path.realpath(request["file"]))
        loaded = {name.partition(".")[0] for name in sys.modules}
        try:
            beside = {name.partition(".")[0] for name in os.listdir(folder) if is_module(folder, name)}
        except OSError:
            return "folder"
        return "shadowed" if beside & loaded else None

    def reap(self):
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            number = self.running.pop(pid, None)
            if number is not None:
                say({"id": number, "status": status})

    def end(self):
        for pid in self.running:
            try:
                os.killpg(pid, signal.SIGKILL)
            except OSError:
                pass
        os._exit(0)

    def become(self, request):
        """Makes this forked process what a fresh interpreter would be at its start."""
        os.setsid()
        screen = os.open(request["screen"], os.O_RDWR)
        fcntl.ioctl(screen, termios.TIOCSCTTY, 0)
        errors = os.open(request["errors"], os.O_RDWR | os.O_NOCTTY)
        for fd, place in ((screen, 0), (screen, 1), (errors, 2)):
            os.dup2(fd, place)
        os.close(screen)
        os.close(errors)
        os.chdir(request["cwd"])
        mark = request["env"][MARK].encode()
        # Where others look for it: the environment that the process was started with.
        ctypes.memmove(self.mark_at, mark.ljust(self.mark_room, b"\0"), self.mark_room)
        os.environ.clear()
        os.environ.update(request["env"])
        self.clock.begin(request.get("clock"))
        file = request["file"]
        sys.argv = [file]
        sys.orig_argv = [sys.executable, file]
        sys.path[0] = os.path.dirname(os.path.realpath(file))
        open_streams()


def is_module(folder, name):
    return name.endswith((".py", ".pyc", ".so")) or os.path.isdir(os.path.join(folder, name))


def stamps():
    """What the packages look like: their folders, and the files of what is loaded."""
    files = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
    places = sys.path[1:] + [file for file in files if file and "site-packages" in file]
    found = {}
    for place in places:
        try:
            found[place] = os.stat(place).st_mtime_ns
        except OSError:
            found[place] = None
    return found


def open_streams():
    encoding, _, errors = os.environ.get("PYTHONIOENCODING", "utf-8").partition(":")
    for name, fd, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        binary = open(fd, mode + "b", -1, closefd=False)
        binary.raw.name = f"<{name}>"
        lenient = "backslashreplace" if name == "stderr" else errors or "strict"
        stream = io.TextIOWrapper(
            binary, encoding, lenient, newline="\n", line_buffering=mode == "w" and (fd == 2 or os.isatty(fd))
        )
        stream.mode = mode
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def say(answer):
    os.write(1, json.dumps(answer).encode() + b"\n")


def run(file):
    """Runs the file as `__main__`; returns its exit status."""
    from importlib.machinery import SourceFileLoader

    main = types.ModuleType("__main__")
    main.__dict__.update(
        __file__=file,
        __cached__=None,
        __loader__=SourceFileLoader("__main__", file),
        __builtins__=sys.modules["builtins"],
        __annotations__={},
    )
    sys.modules["__main__"] = main
    try:
        with open(file, "rb") as source:
            text = source.read()
        exec(compile(text, file, "exec", dont_inherit=True), main.__dict__)
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return (end.code or 0) & 0xFF
        print(end.code, file=sys.stderr)
        return 1
    except BaseException as error:
        # Without our own frame, as the interpreter itself would tell it.
        trace = error.__traceback__.tb_next
        sys.excepthook(type(error), error.with_traceback(trace), trace)
        if isinstance(error, KeyboardInterrupt):
            sys.stdout.flush()
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGINT)
        return 1
    return 0


def begin():
    getenv = ctypes.CDLL(None).getenv
    getenv.restype = ctypes.c_void_p
    mark_at, mark_room = getenv(MARK.encode()), len(os.environ[MARK])
    warm_up = os.environ.pop("WORKBOOK_WARM_UP", "")
    import workbook_clock

    clock = workbook_clock.install()
    del sys.modules["workbook_clock"]
    try:
        exec(warm_up, {})
    except Exception:
        pass  # What has been loaded by then is a gain all the same.
    gc.collect()
    gc.freeze()
    return Nursery(clock, mark_at, mark_room)


nursery = begin()
request = nursery.serve()
nursery.become(request)
sys.exit(run(request["file"]))
