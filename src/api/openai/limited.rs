//! Limits that a script sets: requests and tokens per minute, and a quota.
//!
//! Owns: the refusals of a request beyond them. Must not know: how the buckets are
//! kept (see `headers`), what the request asks for.

use crate::api::answer::Answer;
use crate::api::openai::errors::ApiFault;
use crate::api::openai::headers::{Exceeded, Over, go_duration};
use crate::api::respond::{Call, Engine};
use std::borrow::Cow;

/// The refusal of a request that the script's limits leave no room for.
#[must_use]
pub fn refusal(engine: &Engine, call: &Call<'_>, model: &str, estimate: u64) -> Option<Answer> {
    let exceeded = engine.limiter.admit(estimate, call.at_ms).err()?;
    let fault = fault(engine, model, &exceeded);
    let mut answer = engine.refuse_with(fault, call, Some(exceeded.limits));
    if let Over::Requests(room) | Over::Tokens(room) = &exceeded.over {
        let seconds = (room.wait_ms / 1000.0).ceil().max(1.0) as u64;
        answer.headers.push((Cow::Borrowed("retry-after"), Cow::Owned(seconds.to_string())));
        let ms = room.wait_ms.ceil() as u64;
        answer.headers.push((Cow::Borrowed("retry-after-ms"), Cow::Owned(ms.to_string())));
    }
    answer.note.fault = Some(name(&exceeded).to_owned());
    Some(answer)
}

/// What the record calls it.
#[must_use]
pub fn name(exceeded: &Exceeded) -> &'static str {
    if exceeded.over == Over::Quota { "quota" } else { "rate-limit" }
}

/// The refusal in the vendor's words.
#[must_use]
pub fn fault(engine: &Engine, model: &str, exceeded: &Exceeded) -> ApiFault {
    let organization = &engine.organization;
    let visit = "Visit https://platform.openai.com/account/rate-limits to learn more.";
    match &exceeded.over {
        Over::Quota => ApiFault::with_status(
            429,
            "You exceeded your current quota, please check your plan and billing details. For more information on \
             this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.",
        )
        .kind("insufficient_quota")
        .code("insufficient_quota"),
        Over::Size { limit, requested } => ApiFault::with_status(
            429,
            format!(
                "Request too large for {model} in organization {organization} on tokens per min (TPM): Limit {limit}, \
                 Requested {requested}. The input or output tokens must be reduced in order to run successfully. \
                 {visit}"
            ),
        )
        .kind("tokens")
        .code("rate_limit_exceeded"),
        Over::Requests(room) | Over::Tokens(room) => {
            let (what, kind) = match &exceeded.over {
                Over::Requests(_) => ("requests per min (RPM)", "requests"),
                _ => ("tokens per min (TPM)", "tokens"),
            };
            ApiFault::with_status(
                429,
                format!(
                    "Rate limit reached for {model} in organization {organization} on {what}: Limit {}, Used {}, \
                     Requested {}. Please try again in {}. {visit}",
                    room.limit,
                    room.used,
                    room.requested,
                    go_duration(room.wait_ms)
                ),
            )
            .kind(kind)
            .code("rate_limit_exceeded")
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use crate::api::answer::Answer;
    use crate::api::openai::responses::harness::{Run, json_of};
    use crate::script::{Limits, Script};
    use serde_json::{Value, json};

    fn run(limits: Limits) -> Run {
        Run::of(Script { limits, ..Script::default() })
    }

    fn ask(run: &Run, at_ms: f64, text: &str) -> Answer {
        let body = json!({"model": "gpt-4.1-mini", "messages": [{"role": "user", "content": text}]});
        run.send_at(at_ms, "POST", "/v1/chat/completions", &body)
    }

    fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
        answer.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_ref()).unwrap()
    }

    #[test]
    fn requests_run_out_and_come_back() {
        let run = run(Limits { requests_per_minute: Some(3), ..Limits::default() });
        for left in ["2", "1", "0"] {
            let answer = ask(&run, 0.0, "hi");
            assert_eq!((answer.status, header(&answer, "x-ratelimit-remaining-requests")), (200, left));
            assert_eq!(header(&answer, "x-ratelimit-limit-requests"), "3");
        }
        let refused = ask(&run, 0.0, "hi");
        assert_eq!((refused.status, header(&refused, "retry-after")), (429, "20"));
        assert_eq!(header(&refused, "x-ratelimit-reset-requests"), "1m0s");
        assert_eq!(refused.note.fault.as_deref(), Some("rate-limit"));
        let error = &json_of(&refused)["error"];
        assert_eq!((&error["type"], &error["code"]), (&json!("requests"), &json!("rate_limit_exceeded")));
        let sentence = error["message"].as_str().unwrap();
        assert!(sentence.contains("Limit 3, Used 3, Requested 1. Please try again in 20s."), "{sentence}");
        assert_eq!(ask(&run, 19_000.0, "hi").status, 429);
        assert_eq!(ask(&run, 20_100.0, "hi").status, 200);
    }

    #[test]
    fn tokens_run_out_and_too_large_is_said() {
        let run = run(Limits { tokens_per_minute: Some(100), ..Limits::default() });
        assert_eq!(ask(&run, 0.0, &"word ".repeat(60)).status, 200);
        let refused = ask(&run, 0.0, &"word ".repeat(40));
        assert_eq!(json_of(&refused)["error"]["type"], "tokens");
        let huge = json_of(&ask(&run, 0.0, &"word ".repeat(400)));
        assert!(huge["error"]["message"].as_str().unwrap().starts_with("Request too large for gpt-4.1-mini"));
        assert_eq!(ask(&run, 60_000.0, &"word ".repeat(40)).status, 200);
    }

    #[test]
    fn a_quota_never_comes_back() {
        let run = run(Limits { quota_requests: Some(1), ..Limits::default() });
        assert_eq!(ask(&run, 0.0, "hi").status, 200);
        let refused = ask(&run, 9e9, "hi");
        assert_eq!(
            (refused.status, &json_of(&refused)["error"]["code"]),
            (429, &json!("insufficient_quota"))
        );
        assert_eq!(refused.note.fault.as_deref(), Some("quota"));
        assert_eq!(run.send_at(9e9, "GET", "/v1/models", &Value::Null).status, 200);
    }
}
