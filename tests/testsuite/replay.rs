//! Recordings played back: at recorded speed, with the scene's faults, without a
//! service.

use super::support::service::{KEY, Service, ask_raw, bench, raw_service};
use super::support::{Bench, alone};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use workbook::api::{ApiOptions, ApiServer, Keys};
use workbook::live::{Cassette, Limits, LiveRun, Providers, Speed, Taped};
use workbook::script::{Pace, Reply, Script};

/// A service whose stream takes its time.
fn slow() -> Service {
    let pace = Pace { first_ms: 150, chunk_ms: 60, jitter_ms: 20 };
    let text = "Word {{ call }} of a stream that takes its time until the end is there.";
    Service::playing(vec![Reply { pace: Some(pace), ..Reply::text(text) }])
}

fn check(bench: &Bench, exercise: &str, args: &[&str]) -> Value {
    let mut all = vec!["check", exercise, "--format", "json"];
    all.extend(args);
    bench.json(&all)
}

/// What each scene's exchanges were: status, request, and what the service said (an
/// error that the door plays has a request id of its own).
fn exchanges(attempt: &Value) -> Vec<Value> {
    let scenes = attempt["scenes"].as_array().unwrap();
    let all = scenes.iter().flat_map(|scene| scene["exchanges"].as_array().unwrap());
    let said = |one: &Value| if one["status"] == 200 { one["response"].clone() } else { Value::Null };
    all.map(|one| serde_json::json!([one["status"], one["request"], said(one)])).collect()
}

/// How long the answers took, all together, in milliseconds.
fn answered_in(attempt: &Value) -> f64 {
    let scenes = attempt["scenes"].as_array().unwrap();
    let all = scenes.iter().flat_map(|scene| scene["exchanges"].as_array().unwrap());
    all.map(|one| one["duration_ms"].as_f64().unwrap()).sum()
}

fn shown(attempt: &Value) -> Vec<&str> {
    attempt["scenes"].as_array().unwrap().iter().map(|scene| scene["stdout"].as_str().unwrap()).collect()
}

/// The pieces of every body on record, in order of scenes.
fn pieces(bench: &Bench) -> Vec<usize> {
    let folder = bench.path().join(".workbook/recordings");
    let file = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let cassette: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let scenes = cassette["scenes"].as_object().unwrap();
    let taped = scenes.values().flat_map(|scene| scene.as_array().unwrap());
    taped.map(|one| one["response"]["chunks"].as_array().unwrap().len()).collect()
}

#[test]
fn at_recorded_speed_a_replay_takes_as_long_as_the_service_did() {
    let _alone = alone();
    let service = slow();
    let bench = bench("streaming-chat", &service.base_url());
    let live = check(&bench, "streaming-chat", &["--live=up", "--record"]);
    assert_eq!(live["verdict"], "pass", "{live}");
    service.closed();
    assert!(pieces(&bench).iter().all(|count| *count > 10), "{:?}", pieces(&bench));
    let mut ratios = Vec::new();
    // A crowded machine may make one run late; three in a row would be no accident.
    for _ in 0..3 {
        let replay = check(&bench, "streaming-chat", &["--replay", "--recorded-speed"]);
        assert_eq!((&replay["verdict"], &replay["score"]), (&live["verdict"], &live["score"]));
        assert_eq!(shown(&replay), shown(&live));
        assert_eq!(exchanges(&replay), exchanges(&live));
        ratios.push(answered_in(&replay) / answered_in(&live));
        if ratios.last().is_some_and(|ratio| (0.8..=1.2).contains(ratio)) {
            break;
        }
    }
    assert!(ratios.last().is_some_and(|ratio| (0.8..=1.2).contains(ratio)), "{ratios:?}");
    let at_once = check(&bench, "streaming-chat", &["--replay"]);
    assert_eq!(exchanges(&at_once), exchanges(&live));
    assert!(answered_in(&at_once) < answered_in(&live) / 3.0, "{}", answered_in(&at_once));
}

#[test]
fn faults_of_the_scene_are_laid_over_a_replay() {
    let _alone = alone();
    let service = Service::answering();
    let bench = bench("retry", &service.base_url());
    let live = check(&bench, "retry", &["--live=up", "--record"]);
    assert_eq!(live["verdict"], "pass", "{live}");
    let asked = service.closed().len();
    let replay = check(&bench, "retry", &["--replay"]);
    assert_eq!((&replay["verdict"], &replay["score"]), (&live["verdict"], &live["score"]));
    let statuses: Vec<u64> = exchanges(&replay).iter().map(|one| one[0].as_u64().unwrap()).collect();
    assert!(statuses.contains(&429) && statuses.contains(&500), "{statuses:?}");
    // What the recording holds is only what the service was asked for.
    assert_eq!(pieces(&bench).len(), asked);
    assert_eq!(exchanges(&replay), exchanges(&live));
}

/// Asks once at a door with this behind it, by hand.
fn asked_by_hand(run: &Arc<LiveRun>) -> Vec<(Duration, Vec<u8>)> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let options = ApiOptions {
        live: Some(run.scene("main")),
        ..ApiOptions::new(Script::default(), 1, "", Keys::Exactly("sk-placeholder".to_owned()))
    };
    let door = runtime.block_on(ApiServer::start(options)).unwrap();
    let arrived = ask_raw(door.port());
    drop(runtime.block_on(door.finish()));
    arrived
}

#[test]
fn the_pieces_of_a_replay_are_those_on_record_each_in_its_time() {
    let _alone = alone();
    // Cut within a character and within an event, two events at once, uneven waits.
    let pieces: [(u64, &'static [u8]); 6] = [
        (250, b"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"caf"),
        (120, b"\xc3"),
        (300, b"\xa9\"}}]}\r\n\r\ndata: {\"choices\":[]"),
        (60, b"}\n\n: a comment\n\n"),
        (400, b"data: not json\n\n"),
        (200, b"data: [DONE]\n\n"),
    ];
    let url = raw_service(pieces.iter().map(|(ms, piece)| (Duration::from_millis(*ms), *piece)).collect());
    let folder = tempfile::tempdir().unwrap();
    let profile =
        format!("[live.up]\nbase_url = \"{url}\"\nkey_command = [\"echo\", \"{KEY}\"]\nfree = true\n");
    let providers = Providers::choose(Some("up"), &profile, folder.path()).unwrap();
    let run = LiveRun::service(providers, Limits { usd: 1.0, requests: 9 }, false, true, Box::new(|_| {}));
    let bytes =
        |arrived: &[(Duration, Vec<u8>)]| arrived.iter().map(|(_, piece)| piece.clone()).collect::<Vec<_>>();
    let sent: Vec<Vec<u8>> = pieces.iter().map(|(_, piece)| piece.to_vec()).collect();
    assert_eq!(bytes(&asked_by_hand(&run)), sent);
    // Through the file, as a replay has it.
    let file = folder.path().join("one.json");
    let mut cassette = Cassette::new("x", "shell", 1, "up", String::new());
    cassette.scenes = run.take_tapes();
    cassette.save(&file).unwrap();
    let cassette = Cassette::load(&file).unwrap();
    let [Taped { response, .. }] = cassette.scenes["main"].as_slice() else { panic!("one exchange") };
    assert_eq!(response.chunks.iter().map(|chunk| chunk.bytes.bytes()).collect::<Vec<_>>(), sent);
    let recorded: Vec<f64> = response.chunks.iter().map(|chunk| response.first_ms + chunk.at_ms).collect();
    let at_once = asked_by_hand(&LiveRun::recording(cassette.clone(), Speed::AtOnce));
    assert_eq!(bytes(&at_once), sent);
    let late = |arrived: &[(Duration, Vec<u8>)]| -> Vec<(f64, f64)> {
        let times = arrived.iter().map(|(at, _)| at.as_secs_f64() * 1000.0).zip(recorded.iter().copied());
        times.filter(|(at, recorded)| !(0.8..=1.2).contains(&(at / recorded))).collect()
    };
    let mut last = Vec::new();
    // A crowded machine may make one run late; three in a row would be no accident.
    for _ in 0..3 {
        let arrived = asked_by_hand(&LiveRun::recording(cassette.clone(), Speed::Recorded));
        assert_eq!(bytes(&arrived), sent);
        last = late(&arrived);
        if last.is_empty() {
            break;
        }
    }
    assert_eq!(last, [], "replayed and recorded, in milliseconds");
}
