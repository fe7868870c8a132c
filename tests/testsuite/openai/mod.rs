//! Every reply and every stream event of the mock against OpenAI's own description
//! of its API: the requests of `tests/openai/requests.json`, the schemas beside it.

mod schema;

use schema::{Complaint, Kind, Schemas};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;
use workbook::api::{ApiOptions, ApiServer, Keys};
use workbook::script::Script;

const SCHEMAS: &str = include_str!("../../openai/schemas.json");
const REQUESTS: &str = include_str!("../../openai/requests.json");
const WAIVERS: &str = include_str!("../../openai/waivers.toml");
const SCRIPT: &str = include_str!("../../openai/script.toml");

/// A request, and what is expected of its answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    name: String,
    /// Verb and path; `{name}` stands for what an earlier answer was asked to keep.
    call: String,
    body: Option<Value>,
    /// Fields of a form, and files with their names and contents.
    form: Option<BTreeMap<String, String>>,
    #[serde(default)]
    files: BTreeMap<String, (String, String)>,
    #[serde(default = "ok")]
    status: u16,
    /// The schema of the answer, or of each event of its stream.
    schema: Option<String>,
    events: Option<String>,
    /// What to keep of the answer: a name and a JSON pointer.
    #[serde(default)]
    save: BTreeMap<String, String>,
    /// How long to wait before asking.
    #[serde(default)]
    after_ms: u64,
}

const fn ok() -> u16 {
    200
}

/// A difference that is meant to be: the live service differs from its description, too.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Waiver {
    /// The beginning of the schema's name; absent: any.
    #[serde(default)]
    schema: String,
    /// Names between slashes; `*` is any one of them, a leading `**` any number.
    at: String,
    kind: Kind,
    /// Why.
    why: String,
}

impl Waiver {
    fn covers(&self, schema: &str, complaint: &Complaint) -> bool {
        let wanted: Vec<&str> = self.at.split('/').collect();
        let mut found: Vec<&str> = complaint.at.split('/').collect();
        let wanted = match wanted.split_first() {
            Some((&"**", rest)) if found.len() >= rest.len() => {
                found.drain(..found.len() - rest.len());
                rest
            }
            _ => &wanted[..],
        };
        self.kind == complaint.kind
            && schema.starts_with(&self.schema)
            && wanted.len() == found.len()
            && wanted.iter().zip(found).all(|(want, is)| *want == "*" || *want == is)
    }
}

#[derive(Debug, Deserialize)]
struct Waivers {
    waiver: Vec<Waiver>,
}

/// Puts what was kept into a text or the texts of a JSON value.
fn filled(value: &Value, kept: &BTreeMap<String, String>) -> Value {
    match value {
        Value::String(text) => kept
            .iter()
            .fold(text.clone(), |text, (name, kept)| text.replace(&format!("{{{name}}}"), kept))
            .into(),
        Value::Array(items) => items.iter().map(|item| filled(item, kept)).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), filled(value, kept))).collect()
        }
        other => other.clone(),
    }
}

fn form(request: &Request) -> Vec<u8> {
    let mut body = String::new();
    for (name, value) in request.form.iter().flatten() {
        body.push_str(&format!(
            "--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    for (name, (file, content)) in &request.files {
        body.push_str(&format!(
            "--edge\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
             content-type: application/octet-stream\r\n\r\n{content}\r\n"
        ));
    }
    body.push_str("--edge--\r\n");
    body.into_bytes()
}

/// Status and body of the answer.
fn ask(port: u16, request: &Request, kept: &BTreeMap<String, String>) -> (u16, String) {
    let call = filled(&json!(request.call), kept);
    let (verb, path) = call.as_str().unwrap().split_once(' ').unwrap();
    let (kind, body) = match (&request.form, &request.body) {
        (Some(_), _) => ("multipart/form-data; boundary=edge", form(request)),
        (None, Some(body)) => ("application/json", filled(body, kept).to_string().into_bytes()),
        (None, None) => ("", Vec::new()),
    };
    let mut head =
        format!("{verb} {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\nconnection: close\r\n");
    if !kind.is_empty() {
        head.push_str(&format!("content-type: {kind}\r\ncontent-length: {}\r\n", body.len()));
    }
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.write_all(&[format!("{head}\r\n").as_bytes(), &body].concat()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let chunked = head.to_lowercase().contains("transfer-encoding: chunked");
    (status, if chunked { dechunked(body) } else { body.to_owned() })
}

fn dechunked(mut body: &str) -> String {
    let mut whole = String::new();
    while let Some((size, rest)) = body.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap();
        whole.push_str(&rest[..size]);
        body = rest[size..].strip_prefix("\r\n").unwrap();
    }
    whole
}

/// The values in an answer, each with the schema it must obey.
fn values<'a>(
    schemas: &'a Schemas,
    request: &'a Request,
    body: &str,
) -> Result<Vec<(&'a str, Value)>, String> {
    if let Some(union) = &request.events {
        let events =
            body.lines().filter_map(|line| line.strip_prefix("data: ")).filter(|data| *data != "[DONE]");
        let found: Vec<_> = events
            .map(|data| {
                let event: Value = serde_json::from_str(data).map_err(|error| format!("{error}: {data}"))?;
                let kind = event["type"].as_str().unwrap_or_default();
                let name =
                    schemas.event(union, kind).ok_or_else(|| format!("no event of {union} is {kind}"))?;
                Ok((name, event))
            })
            .collect::<Result<_, String>>()?;
        return if found.is_empty() { Err(format!("no events: {body}")) } else { Ok(found) };
    }
    let value = serde_json::from_str(body).map_err(|error| format!("{error}: {body}"))?;
    Ok(vec![(request.schema.as_deref().unwrap_or_default(), value)])
}

#[test]
fn every_reply_and_every_event_is_as_the_vendor_describes_it() {
    let schemas = Schemas::read(SCHEMAS);
    let requests: Vec<Request> = serde_json::from_str(REQUESTS).unwrap();
    let Waivers { waiver: waivers } = toml::from_str(WAIVERS).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let api = runtime.block_on(ApiServer::start(ApiOptions::new(
        toml::from_str::<Script>(SCRIPT).unwrap(),
        7,
        "amber otter",
        Keys::Any,
    )));
    let api = api.unwrap();
    let mut kept = BTreeMap::new();
    let mut faults: BTreeMap<String, String> = BTreeMap::new();
    let mut used = BTreeSet::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for request in &requests {
        std::thread::sleep(Duration::from_millis(request.after_ms));
        let (status, body) = ask(api.port(), request, &kept);
        assert_eq!(status, request.status, "{}: {body}", request.name);
        let found = values(&schemas, request, &body);
        let found = found.unwrap_or_else(|error| panic!("{}: {error}", request.name));
        for (name, pointer) in &request.save {
            let value = found[0].1.pointer(pointer).and_then(Value::as_str);
            kept.insert(
                name.clone(),
                value.unwrap_or_else(|| panic!("{}: {pointer}", request.name)).to_owned(),
            );
        }
        for (schema, value) in found.iter().filter(|(schema, _)| !schema.is_empty()) {
            *seen.entry((*schema).to_owned()).or_default() += 1;
            for complaint in schemas.complaints(schema, value) {
                match waivers.iter().position(|waiver| waiver.covers(schema, &complaint)) {
                    Some(index) => drop(used.insert(index)),
                    None => {
                        let is_index = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
                        let at = complaint.at.split('/').map(|part| if is_index(part) { "*" } else { part });
                        let line =
                            format!("{schema} {}: {:?}", at.collect::<Vec<_>>().join("/"), complaint.kind);
                        let example = format!("{} <- {}", complaint.said, request.name);
                        faults.entry(line).or_insert(example);
                    }
                }
            }
        }
    }
    runtime.block_on(api.finish());
    let lines: Vec<_> = faults.iter().map(|(line, example)| format!("{line}, {example}")).collect();
    assert!(lines.is_empty(), "{} differences:\n{}", lines.len(), lines.join("\n"));
    let idle: Vec<_> = waivers.iter().enumerate().filter(|(index, _)| !used.contains(index)).collect();
    assert!(idle.is_empty(), "waivers that nothing needs: {idle:#?}");
    assert!(waivers.iter().all(|waiver| waiver.why.len() > 10));
    println!("{} answers and events, {} schemas", seen.values().sum::<usize>(), seen.len());
}

#[test]
fn a_description_that_asks_for_more_is_noticed() {
    let schemas = Schemas::read(SCHEMAS);
    let good = json!({"id": "gpt-4.1", "object": "model", "created": 1, "owned_by": "system"});
    assert!(schemas.complaints("Model", &good).is_empty());
    let bad = json!({"id": "gpt-4.1", "object": "modell", "created": "now", "owner": "system"});
    let said: BTreeSet<String> = schemas.complaints("Model", &bad).into_iter().map(|one| one.at).collect();
    assert_eq!(said.into_iter().collect::<Vec<_>>(), ["created", "object", "owned_by", "owner"]);
}
