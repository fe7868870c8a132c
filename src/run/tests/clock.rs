//! Programs on the short clock: they measure what they asked for, and the runner knows of
//! it. How long anything really took is compared with what it was for the program only.

use super::*;
use crate::run::preload;

/// The program with the short clock of this kind.
fn shortened(kind: &str, program: Program) -> (Program, tempfile::TempDir) {
    let cache = tempfile::tempdir().unwrap();
    let short_clock = preload::variable(kind, cache.path());
    assert!(short_clock.is_some());
    (Program { short_clock, ..program }, cache)
}

/// What the program printed, and how much time was granted to it, in seconds.
async fn measured(kind: &str, program: Program) -> (String, f64) {
    let (program, _cache) = shortened(kind, program);
    let output = ran(program).await;
    let granted: f64 = output.skips.iter().map(|skip| skip.ms / 1000.0).sum();
    (output.everything(), granted)
}

fn node(script: &str) -> Option<Program> {
    let node = found(&["node", "nodejs"])?;
    Some(program(&[node.to_str()?, "-e", script]))
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn every_clock_of_python_goes_on_while_it_sleeps() {
    let Some(program) = python(
        "import time, datetime, asyncio, os\n\
         clocks = [time.time, time.monotonic, time.perf_counter, lambda: time.time_ns() / 1e9,\n\
             lambda: datetime.datetime.now().timestamp(), lambda: time.clock_gettime(time.CLOCK_MONOTONIC)]\n\
         before = [clock() for clock in clocks]\n\
         time.sleep(20)\n\
         asyncio.run(asyncio.sleep(20))\n\
         took = [clock() - then for clock, then in zip(clocks, before)]\n\
         print(all(40 <= t < 60 for t in took), max(took) - min(took) < 1, 'PYTHONPATH' in os.environ)",
    ) else {
        return;
    };
    let (said, granted) = measured("python", program).await;
    assert_eq!(said.trim(), "True True False");
    assert!((39.0..40.0).contains(&granted), "{granted}");
}

#[tokio::test]
async fn clocks_kept_in_a_class_are_no_methods() {
    let Some(program) = python(
        "import logging, sys, time\n\
         class Timer:\n\
         \x20   now, nap = time.monotonic, time.sleep\n\
         timer = Timer()\n\
         timer.nap(0.01)\n\
         logging.basicConfig(format='%(asctime)s %(message)s', datefmt='%Y', stream=sys.stdout)\n\
         logging.warning(timer.now() > 0)",
    ) else {
        return;
    };
    let (said, _) = measured("python", program).await;
    assert!(said.trim().ends_with(" True") && said.starts_with("20"), "{said}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn threads_sleep_side_by_side() {
    let Some(program) = python(
        "import time\n\
         from concurrent.futures import ThreadPoolExecutor\n\
         began = time.monotonic()\n\
         with ThreadPoolExecutor(3) as pool:\n\
         \x20   woken = list(pool.map(lambda s: (time.sleep(s), time.monotonic() - began)[1], [9, 20, 20]))\n\
         print(9 <= woken[0] < 15, all(20 <= w < 28 for w in woken[1:]))",
    ) else {
        return;
    };
    let (said, granted) = measured("python", program).await;
    assert_eq!(said.trim(), "True True");
    assert!((15.0..20.0).contains(&granted), "{granted}");
}

/// A child, a thread at work, an alarm: what goes on in real time is not overtaken.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn time_is_real_while_anything_else_goes_on() {
    for beside in [
        "import subprocess; child = subprocess.Popen(['sleep', '30'])",
        "import threading\ndef work():\n while True: pass\nthreading.Thread(target=work, daemon=True).start()",
        "import signal; signal.alarm(30)",
    ] {
        let Some(program) = python(&format!("{beside}\nimport time; time.sleep(0.4); print('awake')")) else {
            return;
        };
        let (said, granted) = measured("python", program).await;
        assert_eq!((said.trim(), granted), ("awake", 0.0), "{beside}");
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_rest_of_the_time_is_all_there_is() {
    let Some(program) = python("import time\nwhile True: time.sleep(25)") else { return };
    let (program, _cache) = shortened("python", program);
    let output = ran(program).await;
    assert!(output.timed_out());
    let meant = output.duration_ms + output.skips.iter().map(|skip| skip.ms).sum::<f64>();
    assert!(meant >= 59_000.0, "{meant}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn every_clock_of_node_goes_on_while_it_waits() {
    let script = "\
        const clocks = [() => Date.now(), () => new Date().getTime(), () => performance.now(),\
            () => Number(process.hrtime.bigint()) / 1e6];\
        const before = clocks.map((clock) => clock());\
        const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));\
        (async () => {\
            await pause(15000);\
            await require('node:timers/promises').setTimeout(15000);\
            const order = [];\
            await Promise.all([pause(9000).then(() => order.push('b')), pause(3000).then(() => order.push('a'))]);\
            const took = clocks.map((clock, at) => clock() - before[at]);\
            console.log(`${took.every((t) => t >= 38990 && t < 60000)} ${order.join('')} ${'NODE_OPTIONS' in process.env}`);\
        })();";
    let Some(program) = node(script) else { return };
    let (said, granted) = measured("node", program).await;
    assert_eq!(said.trim(), "true ab false");
    assert!((36.0..39.0).contains(&granted), "{granted}");
}

#[tokio::test]
async fn without_it_nothing_is_granted() {
    let Some(program) = python("import time; time.sleep(0.3)") else { return };
    assert!(ran(program).await.skips.is_empty());
}
