//! Secrets are masked when evidence is made, so that nothing later can leak them.

use serde_json::Value;

/// Header names whose values are secrets whatever they hold.
const SECRET_HEADERS: [&str; 6] =
    ["authorization", "x-api-key", "api-key", "cookie", "set-cookie", "proxy-authorization"];

/// Masks known secret values and secret headers.
///
/// The keys of a run are known when it starts, so masking is by value, not by guess:
/// whatever carries one of them, a header, a body, printed text, is masked.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    secrets: Vec<String>,
}

impl Redactor {
    /// A redactor that knows these secret values. Values shorter than eight
    /// characters are ignored: masking them would mask ordinary words.
    #[must_use]
    pub fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        Self { secrets: secrets.into_iter().filter(|s| s.len() >= 8).collect() }
    }

    /// One that masks this as well.
    #[must_use]
    pub fn with(&self, secret: &str) -> Self {
        Self::new(self.secrets.iter().cloned().chain([secret.to_owned()]))
    }

    /// Whether a header (lower-case name) is secret whatever it holds.
    #[must_use]
    pub fn is_secret(name: &str) -> bool {
        SECRET_HEADERS.contains(&name)
    }

    /// The header's value, masked when the header is secret by name or carries a secret.
    #[must_use]
    pub fn header(&self, name: &str, value: &str) -> String {
        if Self::is_secret(name) {
            let scheme = value.split_once(' ').map_or("", |(scheme, _)| scheme);
            let masked = match scheme {
                "Bearer" => "Bearer [masked]",
                "Basic" => "Basic [masked]",
                _ => "[masked]",
            };
            return masked.to_owned();
        }
        self.text(value)
    }

    /// The text with every known secret masked.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for secret in &self.secrets {
            if clean.contains(secret.as_str()) {
                clean = clean.replace(secret.as_str(), "[masked]");
            }
        }
        clean
    }

    /// Masks every string inside a JSON value, in place, object keys included.
    pub fn json(&self, value: &mut Value) {
        if self.secrets.is_empty() {
            return;
        }
        match value {
            Value::String(text) if self.secrets.iter().any(|s| text.contains(s.as_str())) => {
                *text = self.text(text);
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.json(item)),
            Value::Object(map) => {
                if map.keys().any(|k| self.secrets.iter().any(|s| k.contains(s.as_str()))) {
                    *map = std::mem::take(map).into_iter().map(|(k, v)| (self.text(&k), v)).collect();
                }
                map.values_mut().for_each(|item| self.json(item));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn secrets_are_masked_wherever_they_stand() {
        let redactor = Redactor::new(["sk-very-secret".to_owned()]);
        assert_eq!(redactor.header("authorization", "Bearer anything"), "Bearer [masked]");
        assert_eq!(redactor.header("x-note", "a sk-very-secret b"), "a [masked] b");
        let mut body = json!({"a": ["sk-very-secret"], "sk-very-secret": 1});
        redactor.json(&mut body);
        assert_eq!(body, json!({"a": ["[masked]"], "[masked]": 1}));
    }

    #[test]
    fn short_values_are_not_secrets() {
        assert_eq!(Redactor::new(["key".to_owned()]).text("a key"), "a key");
    }
}
