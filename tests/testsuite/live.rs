//! Live mode, against services that are not the mock in the same process: a second
//! mock behind a door of its own, raw sockets.

use super::support::service::{
    KEY, Service, answering_with, ask_raw, bench, provider, raw_service, read_request,
};
use super::support::{Said, alone, repository};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::time::Duration;
use workbook::api::{ApiOptions, ApiServer, Keys};
use workbook::evidence::Exchange;
use workbook::live::{Limits, LiveRun, Providers};
use workbook::script::{Reply, Script};

fn report(said: &Said) -> Value {
    serde_json::from_str(&said.stdout).unwrap_or_else(|e| panic!("{e}\n{}", said.stdout))
}

fn contains(folder: &Path, words: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            found.extend(contains(&path, words));
        } else if kind.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            if bytes.windows(words.len()).any(|window| window == words.as_bytes()) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

#[test]
fn a_program_passes_live_and_its_key_is_found_nowhere() {
    let service = Service::answering();
    let bench = bench("basic-call", &service.base_url());
    let said = bench.run(&["check", "basic-call", "--live=up", "--record", "--trace"]).expect_code(0);
    let said = said
        .expect("100/100")
        .expect("number 1")
        .expect("live: up, gpt-5.4-mini")
        .expect("spent of the $0.05");
    assert!(!said.stdout.contains(KEY) && !said.stderr.contains(KEY), "the key shows");
    assert_eq!(contains(&bench.path(), KEY), Vec::<String>::new());
    let seen = service.closed();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].status, 200);
    let trace = bench.run(&["trace", "basic-call"]).expect_code(0);
    assert!(!trace.stdout.contains("cut short"), "{}", trace.stdout);
}

#[test]
fn a_service_that_repeats_the_key_gives_it_away_to_nobody() {
    let echo = answering_with(|_, body| {
        let refuses = body["messages"][0]["content"].as_str().unwrap().contains("refuse");
        let error = json!({"error": {"message": format!("Incorrect API key provided: {KEY}"), "key": KEY}});
        let message = json!({"role": "assistant", "content": format!("Your key is {KEY}, is it not?")});
        let reply = json!({"id": format!("chatcmpl-{KEY}"), "object": "chat.completion", "created": 1,
            "model": "gpt-5.4-mini", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 5, "completion_tokens": 9, "total_tokens": 14}});
        if refuses { (401, error) } else { (200, reply) }
    });
    let bench = bench("basic-call", &echo);
    let all = bench.path().join("all.txt");
    let live = ["check", "basic-call", "--live=up", "--record", "--trace"];
    for (question, code) in [("What is my key?", 0), ("Please refuse.", 4)] {
        let program = format!(
            "curl -si \"$OPENAI_BASE_URL/chat/completions\" -H \"Authorization: Bearer $OPENAI_API_KEY\" \
             -H 'Content-Type: application/json' -d '{{\"model\":\"gpt-5.4-mini\",\"messages\":[{{\"role\":\"user\",\"content\":\"{question}\"}}]}}' \
             | tee '{}' | grep '^{{' | jq -r '.choices[0].message.content // .error.message'\n",
            all.display()
        );
        std::fs::write(bench.path().join("exercises/shell/basic-call.sh"), program).unwrap();
        for said in [bench.run(&live).expect_code(code), bench.run(&["trace", "basic-call"])] {
            assert!(
                !said.stdout.contains(KEY) && !said.stderr.contains(KEY),
                "{}{}",
                said.stdout,
                said.stderr
            );
        }
    }
    assert!(all.exists());
    assert_eq!(contains(&bench.path(), KEY), Vec::<String>::new());
}

#[test]
fn what_was_recorded_is_replayed_without_the_service() {
    let service = Service::answering();
    let bench = bench("basic-call", &service.base_url());
    bench.run(&["check", "basic-call", "--live=up", "--record"]).expect_code(0);
    service.closed();
    let said = bench.run(&["check", "basic-call", "--replay", "--format", "json"]).expect_code(0);
    assert!(said.stdout.contains("a service far away, number 1"), "{}", said.stdout);
    let program = bench.path().join("exercises/shell/basic-call.sh");
    let text =
        std::fs::read_to_string(&program).unwrap().replace("Why is the sky blue?", "Why is the sea green?");
    std::fs::write(&program, text).unwrap();
    let miss = bench.run(&["check", "basic-call", "--replay"]).expect_code(4);
    miss.expect("sky blue").expect("sea green").expect("--live --record");
}

#[test]
fn faults_of_the_scene_are_played_before_the_service_is_asked() {
    let _alone = alone();
    let service = Service::answering();
    let bench = bench("retry", &service.base_url());
    let said = bench.run(&["check", "retry", "--live=up", "--format", "json"]);
    let attempt = report(&said);
    assert_eq!(attempt["verdict"], "pass", "{}", said.stdout);
    let seen = service.closed();
    assert!(!seen.is_empty() && seen.iter().all(|exchange| exchange.status == 200), "{}", seen.len());
}

#[test]
fn nothing_is_passed_on_that_may_cost_too_much() {
    let service = Service::answering();
    let bench = bench("basic-call", &service.base_url());
    bench
        .run(&["check", "basic-call", "--live=up", "--max-usd", "0.000001"])
        .expect_code(4)
        .expect("--max-usd")
        .expect("not the service");
    bench
        .run(&["check", "basic-call", "--live=up", "--max-requests", "0"])
        .expect_code(4)
        .expect("--max-requests");
    let unpriced = provider(&service.base_url()).replace("\"*\"", "\"another\"");
    let bench = bench.file("live.toml", &format!("{unpriced}models = {{ \"*\" = \"nobody-knows-it\" }}\n"));
    bench.run(&["check", "basic-call", "--live=up"]).expect_code(4).expect("--allow-unknown-price");
    // Many choices cost as many times as much, and a batch or an image who knows what.
    let asking = |path: &str, body: &str| {
        format!(
            "curl -s \"$OPENAI_BASE_URL/{path}\" -H \"Authorization: Bearer $OPENAI_API_KEY\" \
             -H 'Content-Type: application/json' -d '{body}'\n"
        )
    };
    let many = asking(
        "chat/completions",
        r#"{"model":"gpt-5.4-mini","n":128,"messages":[{"role":"user","content":"hi"}]}"#,
    );
    let image = asking("images/generations", r#"{"model":"gpt-image-1","prompt":"a cat"}"#);
    let bench = bench
        .file("live.toml", &provider(&service.base_url()))
        .file("many.sh", &many)
        .file("image.sh", &image);
    let graded =
        |file: &str| bench.run(&["check", "basic-call", "--file", file, "--live=up", "--max-usd", "0.5"]);
    graded("many.sh").expect_code(4).expect("--max-usd");
    graded("image.sh").expect_code(4).expect("cannot be told beforehand").expect("--allow-unknown-price");
    assert_eq!(service.closed().len(), 0);
}

/// A shell program that sends these bodies one after the other, `ID` standing for the id
/// of the last answer.
fn asking(path: &str, bodies: &[&str]) -> String {
    let ask = |body: &&str| {
        format!(
            "id=$(curl -s \"$OPENAI_BASE_URL/{path}\" -H \"Authorization: Bearer $OPENAI_API_KEY\" \\\n\
             -H 'Content-Type: application/json' -d \"$(printf '%s' '{body}' | sed \"s/ID/$id/\")\" | jq -r .id)\n"
        )
    };
    bodies.iter().map(ask).collect()
}

#[test]
fn an_answer_without_a_limit_gets_the_one_that_was_reserved() {
    let service = Service::answering();
    let bench = bench("basic-call", &service.base_url())
        .file("chat.sh", &asking("chat/completions", &[r#"{"model":"gpt-5.4-mini","messages":[{"role":"user","content":"hi"}]}"#]))
        .file("own.sh", &asking("chat/completions", &[r#"{"model":"gpt-5.4-mini","max_completion_tokens":77,"messages":[{"role":"user","content":"hi"}]}"#]))
        .file("response.sh", &asking("responses", &[r#"{"model":"gpt-5.4-mini","input":"hi"}"#]));
    for file in ["chat.sh", "own.sh", "response.sh"] {
        let said = bench.run(&["check", "basic-call", "--file", file, "--live=up", "--trace"]);
        // What the program sent is shown as it sent it.
        let sent = said.stdout.split("response\n").next().unwrap();
        assert!(sent.contains("gpt-5.4-mini") && !sent.contains("4096"), "{}", said.stdout);
    }
    let limits = |exchange: &Exchange| {
        let body = &exchange.request;
        (body["max_completion_tokens"].as_u64(), body["max_output_tokens"].as_u64())
    };
    let sent: Vec<_> = service.closed().iter().map(limits).collect();
    assert_eq!(sent, [(Some(4096), None), (Some(77), None), (None, Some(4096))]);
}

#[test]
fn what_the_service_keeps_is_paid_for_again() {
    let first = format!(
        r#"{{"model":"gpt-5.4-mini","max_output_tokens":16,"input":"{}"}}"#,
        "once upon a time ".repeat(400)
    );
    let next =
        r#"{"model":"gpt-5.4-mini","max_output_tokens":16,"input":"and?","previous_response_id":"ID"}"#;
    let small = r#"{"model":"gpt-5.4-mini","max_output_tokens":16,"input":"and?"}"#;
    // How long last week's was nobody knows: it may fill the whole window.
    let unknown = next.replace("ID", "resp_of_last_week");
    for (bodies, cap, passed_on) in
        [([&first, next], "3", 1), ([&first, next], "6", 2), ([small, &unknown], "100", 1)]
    {
        let service = Service::answering();
        let dear = provider(&service.base_url()).replace("[1.0, 2.0]", "[1000.0, 1000.0]");
        let bench = bench("basic-call", &service.base_url())
            .file("live.toml", &dear)
            .file("chain.sh", &asking("responses", &bodies));
        let said = bench.run(&["check", "basic-call", "--file", "chain.sh", "--live=up", "--max-usd", cap]);
        assert_eq!(said.code == Some(4), passed_on == 1, "{}{}", said.stdout, said.stderr);
        assert_eq!(service.closed().len(), passed_on, "{cap}");
    }
}

/// Asks once, as one of many.
fn asked_once(port: u16, key: &str) -> String {
    let body =
        r#"{"model":"gpt-5.4-mini","max_completion_tokens":16,"messages":[{"role":"user","content":"hi"}]}"#;
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(
        stream,
        "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {key}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn fifty_calls_at_once_never_cost_more_than_ten_may() {
    let service = Service::answering();
    let alone = asked_once(service.port(), KEY);
    let usage =
        serde_json::from_str::<Value>(alone.split_once("\r\n\r\n").unwrap().1).unwrap()["usage"].take();
    let tokens = |name: &str| usage[name].as_f64().unwrap();
    let one = (tokens("prompt_tokens") * 1.0 + tokens("completion_tokens") * 2.0) / 1e6;
    let folder = tempfile::tempdir().unwrap();
    let profile = provider(&service.base_url())
        .replace("key_env = \"UPSTREAM_KEY\"", &format!("key_command = [\"echo\", \"{KEY}\"]"));
    let providers = Providers::choose(Some("up"), &profile, folder.path()).unwrap();
    let cap = one * 10.0;
    let run = LiveRun::service(providers, Limits { usd: cap, requests: 100 }, false, false, Box::new(|_| {}));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let options = ApiOptions {
        live: Some(run.scene("main")),
        ..ApiOptions::new(Script::default(), 1, "", Keys::Exactly("sk-placeholder".to_owned()))
    };
    let door = runtime.block_on(ApiServer::start(options)).unwrap();
    let port = door.port();
    let calls: Vec<_> =
        (0..50).map(|_| std::thread::spawn(move || asked_once(port, "sk-placeholder"))).collect();
    let answers: Vec<String> = calls.into_iter().map(|call| call.join().unwrap()).collect();
    runtime.block_on(door.finish());
    let passed = answers.iter().filter(|answer| answer.starts_with("HTTP/1.1 200")).count();
    let refused = answers.iter().filter(|answer| answer.contains("insufficient_quota")).count();
    assert!((1..=10).contains(&passed) && passed + refused == 50, "{passed} passed, {refused} refused");
    assert_eq!(service.closed().len(), 1 + passed);
    assert!(run.receipt().usd <= cap + 1e-9);
}

#[test]
fn what_is_not_the_programs_fault_is_not_graded() {
    let service = Service::answering();
    let keyless = bench("basic-call", &service.base_url()).env("UPSTREAM_KEY", "");
    keyless.run(&["check", "basic-call", "--live=up"]).expect_code(4).expect("UPSTREAM_KEY");
    let wrong = bench("basic-call", &service.base_url()).env("UPSTREAM_KEY", "sk-another-key");
    wrong.run(&["check", "basic-call", "--live=up"]).expect_code(4).expect("did not accept the key");
    service.closed();
    let broken = Service::playing(vec![Reply::status(500, 100)]);
    let bench500 = bench("basic-call", &broken.base_url());
    bench500.run(&["check", "basic-call", "--live=up"]).expect_code(4).expect("status 500");
    broken.closed();
    let nobody = bench("basic-call", "http://127.0.0.1:9/v1");
    nobody.run(&["check", "basic-call", "--live=up"]).expect_code(4).expect("could not be reached");
    let nowhere = bench("basic-call", "https://no-such-host.invalid/v1");
    nowhere.run(&["check", "basic-call", "--live=up"]).expect_code(4).expect("could not be reached");
    nobody.run(&["check", "basic-call", "--live=dwon"]).expect_code(2).expect("there are: anthropic");
    nobody.run(&["check", "basic-call", "--replay"]).expect_code(4).expect("no recording of");
}

#[test]
fn what_only_the_mock_can_settle_is_left_out_of_the_sum() {
    let service = Service::answering();
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    // A provider with prices of its own, and replies that are complete at once.
    for (exercise, id) in [("token-counter", "cost"), ("streaming-chat", "shows-as-it-arrives")] {
        let bench = bench(exercise, &service.base_url());
        let attempt = bench.json(&["check", exercise, "--live=up", "--format", "json"]);
        assert_eq!(attempt["verdict"], "pass", "{attempt:#}");
        let checks = attempt["checks"].as_array().unwrap();
        let open: Vec<&Value> = checks.iter().filter(|check| check["outcome"] != "met").collect();
        assert_eq!(open.len(), 1, "{open:?}");
        assert_eq!((&open[0]["id"], &open[0]["outcome"]), (&Value::from(id), &Value::from("unjudged")));
        assert!(open[0]["message"].as_str().unwrap().contains("a real service"), "{open:?}");
        assert_eq!(attempt["max_score"], 100 - open[0]["points"].as_u64().unwrap());
        assert!(readme.contains(&format!("`{exercise}`: `{id}`")), "README.md does not list {id}");
    }
}

#[test]
fn doctor_tells_where_keys_are_and_nothing_of_them() {
    let bench = bench("basic-call", "http://127.0.0.1:9/v1")
        .env("OPENAI_API_KEY", "")
        .file(".env", "ANTHROPIC_API_KEY=sk-ant-planted-77310\n");
    let told = "[live.safe]\nbase_url = \"http://127.0.0.1:9/v1\"\nkey_command = [\"echo\", \"sk-told-31007\"]\n\
        [live.mute]\nbase_url = \"http://127.0.0.1:9/v1\"\nkey_command = [\"false\"]\n";
    let bench = bench.file("live.toml", &(provider("http://127.0.0.1:9/v1") + told)).env("COLUMNS", "200");
    let said = bench.run(&["doctor", "--track", "shell"]).expect_code(0);
    let text = format!("{}{}", said.stdout, said.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "openai OPENAI_API_KEY not set",
        "anthropic ANTHROPIC_API_KEY found in .env",
        "up UPSTREAM_KEY found in the environment",
        "safe a key found in the answer of key_command",
        "mute its key_command told no key",
    ] {
        assert!(text.contains(words), "no {words:?} in {text}");
    }
    for secret in ["planted", "told-3", &KEY[3..12]] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let bench = bench.file("live.toml", "[live.up]\nbase_uri = 1\n");
    bench.run(&["doctor", "--track", "shell"]).expect("live.toml").expect("base_uri");
}

#[test]
fn a_key_in_the_program_blocks_live_runs() {
    let service = Service::answering();
    let bench = bench("basic-call", &service.base_url())
        .file("exercises/shell/basic-call.sh", &format!("#!/usr/bin/env bash\nKEY={KEY}\n"));
    bench.run(&["check", "basic-call", "--live=up"]).expect_code(4).expect("basic-call.sh:2").expect(".env");
    assert_eq!(service.closed().len(), 0);
}

#[test]
fn a_wrong_program_is_still_wrong_live() {
    let service = Service::answering();
    let bench = bench("basic-call", &service.base_url()).file(
        "exercises/shell/basic-call.sh",
        "curl -s \"$OPENAI_BASE_URL/chat/completions\" -H \"Authorization: Bearer $OPENAI_API_KEY\" -H 'Content-Type: application/json' -d '{\"model\":\"gpt-5.4-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}' > /dev/null\necho 'The sky is blue.'\n",
    );
    bench.run(&["check", "basic-call", "--live=up"]).expect_code(1);
    assert_eq!(service.closed().len(), 1);
}

/// Asks through the door and returns the chunks as they arrive.
fn chunks_through_the_door(base_url: &str) -> (Vec<Vec<u8>>, Vec<Exchange>) {
    let folder = tempfile::tempdir().unwrap();
    let profile =
        format!("[live.up]\nbase_url = \"{base_url}\"\nkey_command = [\"echo\", \"{KEY}\"]\nfree = true\n");
    let providers = Providers::choose(Some("up"), &profile, folder.path()).unwrap();
    let run = LiveRun::service(providers, Limits { usd: 1.0, requests: 9 }, false, false, Box::new(|_| {}));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let options = ApiOptions {
        live: Some(run.scene("main")),
        ..ApiOptions::new(Script::default(), 1, "", Keys::Exactly("sk-placeholder".to_owned()))
    };
    let door = runtime.block_on(ApiServer::start(options)).unwrap();
    let chunks = ask_raw(door.port()).into_iter().map(|(_, chunk)| chunk).collect();
    (chunks, runtime.block_on(door.finish()))
}

#[test]
fn bytes_and_boundaries_arrive_as_they_were_sent() {
    const PIECES: &[&[u8]] = &[
        b"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"caf",
        b"\xc3",
        b"\xa9\"}}]}\r\n\r\ndata: {\"choices\":[]",
        b"}\n\n: a comment\n\n",
        b"data: not json\n\ndata: [DONE]\n\n",
    ];
    let paced = PIECES.iter().map(|piece| (Duration::from_millis(40), *piece)).collect();
    let (chunks, exchanges) = chunks_through_the_door(&raw_service(paced));
    assert_eq!(chunks, PIECES.iter().map(|piece| piece.to_vec()).collect::<Vec<_>>());
    assert_eq!(exchanges[0].reply, ["café"]);
    assert_eq!(exchanges[0].chunks.len(), PIECES.len());
    let first = exchanges[0].chunks[0].at_ms;
    let last = exchanges[0].chunks[PIECES.len() - 1].at_ms;
    assert!(last - first >= 120.0, "pieces were held back: {first} {last}");
}

#[test]
fn a_service_that_breaks_off_breaks_off_for_the_program() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            read_request(&mut stream);
            let _ = stream.write_all(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{\"choices\":",
            );
        }
    });
    let bench = bench("basic-call", &format!("http://127.0.0.1:{port}/v1"));
    bench.run(&["check", "basic-call", "--live=up"]).expect_code(4).expect("broke its answer off");
}
