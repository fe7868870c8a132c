//! Services for live runs that are not the mock in the same process.

use super::{Bench, repository};
use workbook::api::{ApiHandle, ApiOptions, ApiServer, Keys};
use workbook::evidence::Exchange;
use workbook::script::{Reply, Script};

/// The key that services want.
pub const KEY: &str = "sk-upstream-7Hd92kLmQz04";

/// A service of which only the address is known.
pub struct Service {
    runtime: tokio::runtime::Runtime,
    api: Option<ApiHandle>,
}

impl Service {
    pub fn playing(replies: Vec<Reply>) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let api = runtime.block_on(ApiServer::start(ApiOptions::new(
            Script { replies, ..Script::default() },
            3,
            "far away 1234",
            Keys::Exactly(KEY.to_owned()),
        )));
        Self { runtime, api: Some(api.unwrap()) }
    }

    pub fn answering() -> Self {
        Self::playing(vec![Reply::text("Greetings from a service far away, number {{ call }}.")])
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.api.as_ref().unwrap().port()
    }

    /// Where it is.
    pub fn base_url(&self) -> String {
        self.api.as_ref().unwrap().base_url()
    }

    /// Closes it; what it was asked.
    pub fn closed(mut self) -> Vec<Exchange> {
        let api = self.api.take().unwrap();
        self.runtime.block_on(api.finish())
    }
}

/// A learner's folder with a solution in it and a provider `up`.
pub fn bench(exercise: &str, base_url: &str) -> Bench {
    let solution = repository().join(format!("solutions/shell/{exercise}.sh"));
    Bench::laid_out("shell")
        .file(&format!("exercises/shell/{exercise}.sh"), &std::fs::read_to_string(solution).unwrap())
        .file("live.toml", &provider(base_url))
        .env("UPSTREAM_KEY", KEY)
}

/// A table for `live.toml`.
pub fn provider(base_url: &str) -> String {
    format!(
        "[live.up]\nbase_url = \"{base_url}\"\nkey_env = \"UPSTREAM_KEY\"\nprices = {{ \"*\" = [1.0, 2.0] }}\n"
    )
}
