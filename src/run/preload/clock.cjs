// A clock on which long waits are short; the same as workbook_clock.py, for Node.
//
// Timers longer than LONG are looked after: when nothing but timers could go on in this
// process, the time until the first of them is asked for, over a pipe, from the runner
// that started the program. What is granted is added to every clock, and all timers come
// that much earlier. What is not granted passes in real time.
"use strict";

const LONG = 100;
const MOMENT = 50;
const AGAIN = 5;
const LONGEST = 2 ** 31 - 1;

const paths = process.env.WORKBOOK_CLOCK;
// The program, and what it starts, see the environment that they would have seen.
delete process.env.WORKBOOK_CLOCK;
if (paths) {
  delete process.env.NODE_OPTIONS;
  install(paths.split(":"));
}

function install([asks, answers]) {
  const fs = require("node:fs");
  const tty = require("node:tty");
  const util = require("node:util");
  const timers = require("node:timers");
  const real = { setTimeout: timers.setTimeout, setInterval: timers.setInterval };
  const realPerformance = performance.now.bind(performance);
  const watched = new Set();
  // Timers that were brought forward, with the delay they were made with.
  const delays = new WeakMap();
  let offset = 0;
  let ends = null;
  let off = false;
  let look = null;
  // Between this clock and the one that timers count on.
  let apart = Infinity;

  function watch(timer, delay) {
    const ms = Number(delay);
    if (off || !(ms > LONG && ms <= LONGEST) || typeof timer?._idleStart !== "number") return timer;
    apart = Math.min(apart, realPerformance() - timer._idleStart);
    watched.add(timer);
    lookIn(MOMENT);
    return timer;
  }

  function lookIn(ms) {
    if (look || off || watched.size === 0) return;
    look = real.setTimeout(lookNow, ms);
    look.unref();
  }

  function left(timer) {
    return timer._idleStart + timer._idleTimeout - (realPerformance() - apart);
  }

  function lookNow() {
    look = null;
    let first = Infinity;
    for (const timer of watched) {
      if (timer._destroyed || timer._idleTimeout < 0) watched.delete(timer);
      else first = Math.min(first, left(timer));
    }
    const granted = first !== Infinity && first > 2 && isIdle() ? ask(first) : 0;
    if (granted > 0) bringForward(granted);
    lookIn(granted > 0 ? AGAIN : MOMENT);
  }

  // Whether nothing but timers could go on: no request under way, no file being read,
  // no key awaited, no other process or thread. Connections that are kept for later are
  // not among the active ones; one that is may be about to bring something.
  function isIdle() {
    if (process._getActiveRequests().length > 0) return false;
    return process._getActiveHandles().every(
      (handle) =>
        handle instanceof tty.WriteStream || (handle instanceof tty.ReadStream && handle._handle?.reading !== true),
    );
  }

  function ask(ms) {
    try {
      ends ??= [fs.openSync(asks, "w"), fs.openSync(answers, "r")];
      fs.writeSync(ends[0], `${Math.floor(ms * 1000)}\n`);
      const buffer = Buffer.alloc(32);
      let answer = "";
      while (!answer.endsWith("\n")) {
        const length = fs.readSync(ends[1], buffer);
        if (length === 0) throw new Error("the runner has gone");
        answer += buffer.latin1Slice(0, length);
      }
      return Math.max(0, Number(answer) / 1000) || 0;
    } catch {
      off = true;
      return 0;
    }
  }

  function bringForward(ms) {
    const rest = [...watched].map((timer) => [timer, left(timer) - ms]);
    offset += ms;
    rest.sort((one, other) => one[1] - other[1]);
    for (const [timer, ms] of rest) {
      if (!delays.has(timer)) delays.set(timer, timer._idleTimeout);
      timer._idleTimeout = Math.max(1, Math.ceil(ms));
      refresh.call(timer);
    }
  }

  const Timeout = real.setTimeout(() => {}, 1);
  clearTimeout(Timeout);
  const kind = Object.getPrototypeOf(Timeout);
  const refresh = kind.refresh;
  // A timer that is begun again gets back the delay it was made with.
  kind.refresh = function () {
    if (delays.has(this)) {
      this._idleTimeout = delays.get(this);
      delays.delete(this);
    }
    if (this._idleTimeout > LONG && !off) {
      watched.add(this);
      lookIn(MOMENT);
    }
    return refresh.call(this);
  };

  function setTimeout(callback, delay, ...args) {
    return watch(real.setTimeout(callback, delay, ...args), delay);
  }
  function setInterval(callback, delay, ...args) {
    return watch(real.setInterval(callback, delay, ...args), delay);
  }
  const promises = require("node:timers/promises");
  const realInterval = promises.setInterval;
  const pause = (delay, value, options = {}) => {
    const { signal, ref = true } = options ?? {};
    // What is wrong is best said by the real one.
    if (typeof ref !== "boolean" || (signal !== undefined && !(signal instanceof AbortSignal)))
      return realPause(delay, value, options);
    const cause = () => {
      const error = new Error("The operation was aborted", { cause: signal.reason });
      return Object.assign(error, { name: "AbortError", code: "ABORT_ERR" });
    };
    if (signal?.aborted) return Promise.reject(cause());
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", abort);
        resolve(value);
      }, delay);
      const abort = () => {
        clearTimeout(timer);
        reject(cause());
      };
      if (!ref) timer.unref();
      signal?.addEventListener("abort", abort, { once: true });
    });
  };
  const realPause = promises.setTimeout;
  promises.setTimeout = pause;
  promises.setInterval = function (...args) {
    off = true; // Its ticks cannot be brought forward.
    return realInterval.apply(this, args);
  };
  if (promises.scheduler) promises.scheduler.wait = (delay, options) => pause(delay, undefined, options);
  Object.defineProperty(setTimeout, util.promisify.custom, { enumerable: true, get: () => pause });
  for (const place of [globalThis, timers]) Object.assign(place, { setTimeout, setInterval });

  AbortSignal.timeout = (delay) => {
    const controller = new AbortController();
    const why = () => new DOMException("The operation was aborted due to timeout", "TimeoutError");
    setTimeout(() => controller.abort(why()), delay).unref();
    return controller.signal;
  };

  const RealDate = Date;
  const realNow = RealDate.now;
  const now = () => realNow() + Math.round(offset);
  RealDate.now = now;
  globalThis.Date = new Proxy(RealDate, {
    apply: () => new RealDate(now()).toString(),
    construct: (target, args, newTarget) => Reflect.construct(target, args.length > 0 ? args : [now()], newTarget),
  });
  RealDate.prototype.constructor = globalThis.Date;
  performance.now = () => realPerformance() + offset;
  const { hrtime, uptime } = process;
  const bigint = hrtime.bigint;
  const moved = () => bigint() + BigInt(Math.round(offset * 1e6));
  process.hrtime = (since) => {
    const time = moved() - (since ? BigInt(since[0]) * 1000000000n + BigInt(since[1]) : 0n);
    return [Number(time / 1000000000n), Number(time % 1000000000n)];
  };
  process.hrtime.bigint = moved;
  process.uptime = () => uptime() + offset / 1000;
  require("node:module").syncBuiltinESMExports();
}
