"""A clock on which long sleeps are short.

`install()` replaces the clocks and `time.sleep` of this interpreter. A sleep longer than
LONG really sleeps for MOMENT; the rest is asked for, over a pipe, from the runner that
started the program. What the runner grants is added to every clock here, and to the times
of the evidence there. What it does not grant is slept through in real time, so nothing
here can make a program see less time than it asked for.

The asking is left out, and time is real, as soon as anything else may be going on: a
second thread at work, a child process, an alarm, a socket or file that is listened to.

Must stay free of imports that a plain interpreter has not made at its start: a program
that never sleeps pays for nothing.
"""

import os
import sys
import time

LONG = 0.1
MOMENT = 0.05
SLICE = 0.05

_real_sleep = time.sleep
_real_monotonic = time.monotonic


class Clock:
    """The offset, and the way to the runner."""

    def __init__(self):
        self.offset_ns = 0
        self.paths = None
        self.ends = None
        self.trusted = True
        self.sleepers = {}
        self.asking = None

    def begin(self, paths):
        """From now on this runner is asked: `asks:answers`, two paths."""
        self.paths = paths.split(":") if paths else None
        self.ends = None
        self.sleepers = {}

    def forget(self):
        """For processes that fork off: the runner grants time to the first one only."""
        self.begin(None)

    def monotonic(self):
        return _real_monotonic() + self.offset_ns / 1e9

    def can_ask(self):
        return self.paths is not None and self.trusted

    def skip(self):
        """Asks for the time until the first sleeper of this process is to wake. True: time went on."""
        if self.asking is None:
            import _thread

            self.asking = _thread.allocate_lock()
        with self.asking:
            left = min(self.sleepers.values()) - self.monotonic()
            if left < 0.001 or not self.is_alone():
                return False
            try:
                granted = self.ask(int(left * 1e6))
            except (OSError, ValueError):
                self.paths = None
                return False
            self.offset_ns += granted * 1000
            return granted > 0

    def ask(self, microseconds):
        if self.ends is None:
            asks, answers = self.paths
            asks = os.open(asks, os.O_WRONLY | os.O_CLOEXEC)
            self.ends = asks, os.open(answers, os.O_RDONLY | os.O_CLOEXEC)
        asks, answers = self.ends
        os.write(asks, b"%d\n" % microseconds)
        answer = b""
        while not answer.endswith(b"\n"):
            part = os.read(answers, 32)
            if not part:
                raise OSError("the runner has gone")
            answer += part
        return max(0, int(answer))

    def is_alone(self):
        """Whether nothing but sleepers could do anything in this process or below it."""
        import _signal

        if _signal.getitimer(_signal.ITIMER_REAL)[0]:
            return False
        try:
            os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            return False
        except ChildProcessError:
            pass
        frames = sys._current_frames()
        return all(thread in self.sleepers or _only_waits(frame) for thread, frame in frames.items())


def _only_waits(frame):
    """Whether a thread waits, without a limit, for what only another thread can do."""
    code, threading = frame.f_code, sys.modules.get("threading")
    pool = sys.modules.get("concurrent.futures.thread")
    if pool is not None and code is pool._worker.__code__:
        return True
    if threading is None:
        return False
    if code is threading.Condition.wait.__code__:
        return frame.f_locals.get("timeout", 0) is None
    if code is threading.Thread.join.__code__:
        return frame.f_locals.get("timeout", 0) is None
    waits = getattr(threading.Thread, "_wait_for_tstate_lock", None)
    return waits is not None and code is waits.__code__ and frame.f_locals.get("timeout") == -1


def install():
    """Puts the clock in place; returns it."""
    import _thread

    clock = Clock()
    real_time_ns, real_perf = time.time_ns, time.perf_counter
    real_time, real_monotonic_ns, real_perf_ns = time.time, time.monotonic_ns, time.perf_counter_ns

    def sleep(seconds, /):
        if not (isinstance(seconds, (int, float)) and seconds > LONG and clock.can_ask()):
            return _real_sleep(seconds)
        me, deadline = _thread.get_ident(), clock.monotonic() + seconds
        clock.sleepers[me] = deadline
        try:
            _real_sleep(MOMENT)
            while (left := deadline - clock.monotonic()) > 0:
                if not clock.skip():
                    _real_sleep(min(left, SLICE))
        finally:
            clock.sleepers.pop(me, None)

    def moved(real, unit):
        def now():
            return real() + (clock.offset_ns if unit == 1 else clock.offset_ns / unit)

        now.__name__ = now.__qualname__ = real.__name__
        return now

    _put(
        sleep=sleep,
        time=moved(real_time, 1e9),
        time_ns=moved(real_time_ns, 1),
        monotonic=moved(_real_monotonic, 1e9),
        monotonic_ns=moved(real_monotonic_ns, 1),
        perf_counter=moved(real_perf, 1e9),
        perf_counter_ns=moved(real_perf_ns, 1),
    )
    _move_the_rest(clock)
    _patch_when_imported(
        {
            "datetime": lambda module: _patch_datetime(module, clock),
            "asyncio.selector_events": lambda module: _patch_loops(module, clock),
        }
    )
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=clock.forget)
    return clock


def _move_the_rest(clock):
    """Functions of `time` that look at the clock when they are not given a time."""
    moving = {
        getattr(time, name)
        for name in ("CLOCK_REALTIME", "CLOCK_MONOTONIC", "CLOCK_MONOTONIC_RAW", "CLOCK_BOOTTIME")
        if hasattr(time, name)
    }
    gettime, gettime_ns = time.clock_gettime, time.clock_gettime_ns
    local, gm, words, strftime = time.localtime, time.gmtime, time.ctime, time.strftime

    def clock_gettime(clk_id, /):
        return gettime(clk_id) + (clock.offset_ns / 1e9 if clk_id in moving else 0)

    def clock_gettime_ns(clk_id, /):
        return gettime_ns(clk_id) + (clock.offset_ns if clk_id in moving else 0)

    _put(
        clock_gettime=clock_gettime,
        clock_gettime_ns=clock_gettime_ns,
        localtime=lambda seconds=None, /: local(time.time() if seconds is None else seconds),
        gmtime=lambda seconds=None, /: gm(time.time() if seconds is None else seconds),
        ctime=lambda seconds=None, /: words(time.time() if seconds is None else seconds),
        strftime=lambda form, *when: strftime(form, *(when or (time.localtime(),))),
    )


def _put(**functions):
    """Puts these into `time`.

    The real ones are builtins: kept in a class (as `logging.Formatter.converter` is), they do
    not become methods of its objects. A plain function would; a `staticmethod` does not.
    """
    for name, function in functions.items():
        setattr(time, name, staticmethod(function))


def _patch_datetime(module, clock):
    """`datetime.now` and `utcnow` look at the system's clock themselves."""
    import gc

    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)

    def utcnow(cls):
        return cls.fromtimestamp(time.time(), module.timezone.utc).replace(tzinfo=None)

    # The type does not let its names be set, but its dictionary can be reached.
    names = gc.get_referents(module.datetime.__dict__)[0]
    if isinstance(names, dict):
        names["now"], names["utcnow"] = classmethod(now), classmethod(utcnow)
    # Two clocks that differ would make a program misjudge its own waits.
    clock.trusted = clock.trusted and getattr(module.datetime.now, "__func__", None) is now


def _patch_loops(module, clock):
    """An event loop sleeps in its selector."""
    import _thread

    begin = module.BaseSelectorEventLoop.__init__

    def __init__(self, selector=None):
        begin(self, selector)
        chosen = self._selector
        real = chosen.select
        own = self._ssock.fileno()

        def expects_nothing():
            # Whatever is listened to may be on its way, in real time; but for the loop's own
            # pipe, by which threads wake it.
            return all(key.fd == own for key in (chosen.get_map() or {}).values())

        def select(timeout=None):
            if timeout is None or timeout <= LONG or not clock.can_ask():
                return real(timeout)
            me, deadline = _thread.get_ident(), clock.monotonic() + timeout
            clock.sleepers[me] = deadline
            try:
                events = real(MOMENT)
                while not events and (left := deadline - clock.monotonic()) > 0:
                    skipped = expects_nothing() and clock.skip()
                    events = real(0 if skipped else min(left, SLICE))
                return events
            finally:
                clock.sleepers.pop(me, None)

        chosen.select = select

    module.BaseSelectorEventLoop.__init__ = __init__


def _patch_when_imported(patches):
    """Runs each patch right after its module has been imported."""
    for name in [name for name in patches if name in sys.modules]:
        patches.pop(name)(sys.modules[name])
    if patches:
        sys.meta_path.insert(0, _Finder(patches))


class _Finder:
    def __init__(self, patches):
        self.patches = patches

    def find_spec(self, name, path=None, target=None):
        patch = self.patches.pop(name, None)
        if patch is None:
            return None
        if not self.patches:
            sys.meta_path.remove(self)
        for finder in list(sys.meta_path):
            spec = None if finder is self else finder.find_spec(name, path, target)
            if spec is not None:
                spec.loader = _Loader(spec.loader, patch)
                return spec
        return None


class _Loader:
    def __init__(self, loader, patch):
        self.loader = loader
        self.patch = patch

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        module.__spec__.loader = module.__loader__ = self.loader
        self.loader.exec_module(module)
        self.patch(module)
