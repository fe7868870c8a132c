//! The vendors' Node SDKs against `workbook mock`: `tests/sdk/node.mjs`, with the
//! packages of the JavaScript track. (The Python SDKs bring suites of their own:
//! `tests/sdk-suites`.)

use super::support::{Bench, repository};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// `workbook mock`, ended when it is dropped.
struct Mock {
    child: Child,
    base_url: String,
}

impl Mock {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_workbook"))
            .args(["mock", "--seed", "7"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let base_url =
            lines.find_map(|line| line.unwrap().strip_prefix("OPENAI_BASE_URL=").map(str::to_owned));
        Self { child, base_url: base_url.unwrap() }
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn node_sdks_get_what_they_expect_from_every_endpoint() {
    // A check makes the track's packages ready and links to them.
    let bench = Bench::laid_out("javascript");
    bench.run(&["check", "basic-call"]).expect_code(1);
    std::fs::copy(repository().join("tests/sdk/node.mjs"), bench.path().join("node.mjs")).unwrap();
    let mock = Mock::start();
    let output = Command::new("node")
        .arg("node.mjs")
        .current_dir(bench.path())
        .env("OPENAI_BASE_URL", &mock.base_url)
        .env("OPENAI_API_KEY", "sk-any")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.lines().filter(|line| line.starts_with("ok ")).count() > 15, "{said}");
}
