//! What a run keeps: responses and conversations.
//!
//! Owns: the state behind `previous_response_id`, `conversation` and the endpoints
//! that read it; its bounds. Must not know: requests, how responses are made.

use bytes::Bytes;
use serde_json::{Map, Value};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bytes of responses and items that are kept; beyond it the oldest go.
const KEPT_BYTES: usize = 64 * 1024 * 1024;
/// Most conversations that are kept; beyond it the oldest go.
const CONVERSATIONS: usize = 10_000;

/// Items in order.
pub type Items = Vec<Arc<Value>>;

/// A response on record.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its body.
    pub body: Bytes,
    /// What was asked with it.
    pub input: Items,
    /// What was answered.
    pub output: Items,
    /// The response before it.
    pub previous: Option<String>,
    /// For one made while nobody waited: its body until then, and when it is done
    /// (milliseconds since the run began).
    pub pending: Option<(Bytes, f64)>,
}

impl Kept {
    fn bytes(&self) -> usize {
        // Items take about as much again as their text does.
        self.body.len() * 2 + self.input.iter().map(|item| 256 + item.to_string().len()).sum::<usize>()
    }

    /// The body as it stands at this time.
    #[must_use]
    pub fn body_at(&self, at_ms: f64) -> &Bytes {
        match &self.pending {
            Some((early, done_ms)) if at_ms < *done_ms => early,
            _ => &self.body,
        }
    }
}

/// A conversation on record.
#[derive(Debug, Clone, Default)]
pub struct Conversation {
    /// Seconds since 1970.
    pub created: u64,
    /// Sixteen pairs at most.
    pub metadata: Map<String, Value>,
    /// Its items.
    pub items: Items,
}

/// Everything a run keeps.
#[derive(Debug, Default)]
pub struct Store {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    responses: HashMap<String, Arc<Kept>>,
    /// The response that each item of an answer belongs to.
    answers: HashMap<String, String>,
    /// Ids, oldest first, with their bytes.
    order: VecDeque<(String, usize)>,
    bytes: usize,
    conversations: HashMap<String, Conversation>,
    conversation_order: VecDeque<String>,
}

impl State {
    /// Takes a response out; whether there was one.
    fn remove(&mut self, id: &str) -> bool {
        let Some(kept) = self.responses.remove(id) else { return false };
        for item in kept.output.iter().filter_map(|item| item["id"].as_str()) {
            self.answers.remove(item);
        }
        true
    }

    /// The answer that has this item, and the item's place in it.
    fn answer_with(&self, id: &str) -> Option<(&Items, usize)> {
        let answer = &self.responses.get(self.answers.get(id)?)?.output;
        Some((answer, answer.iter().position(|item| item["id"] == id)?))
    }
}

/// Something that was asked for and is not on record: its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown(pub String);

impl Store {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a response.
    pub fn keep(&self, id: String, kept: Kept) {
        let bytes = kept.bytes();
        let mut state = self.lock();
        state.bytes += bytes;
        state.order.push_back((id.clone(), bytes));
        for item in kept.output.iter().filter_map(|item| item["id"].as_str()) {
            state.answers.insert(item.to_owned(), id.clone());
        }
        state.responses.insert(id, Arc::new(kept));
        while state.bytes > KEPT_BYTES && state.order.len() > 1 {
            let Some((oldest, bytes)) = state.order.pop_front() else { break };
            state.bytes -= bytes;
            state.remove(&oldest);
        }
    }

    /// A response.
    #[must_use]
    pub fn response(&self, id: &str) -> Option<Arc<Kept>> {
        self.lock().responses.get(id).cloned()
    }

    /// Puts another body in the place of a pending one.
    pub fn settle(&self, id: &str, body: Bytes) {
        let mut state = self.lock();
        if let Some(kept) = state.responses.get_mut(id) {
            let settled = Kept { body, pending: None, ..Kept::clone(kept) };
            *kept = Arc::new(settled);
        }
    }

    /// Forgets a response; whether there was one.
    pub fn forget(&self, id: &str) -> bool {
        let mut state = self.lock();
        let known = state.remove(id);
        if let Some(at) = state.order.iter().position(|(other, _)| other == id)
            && let Some((_, bytes)) = state.order.remove(at)
        {
            state.bytes -= bytes;
        }
        known
    }

    /// All items up to and with a response, in order.
    ///
    /// # Errors
    /// The id that is not on record.
    pub fn thread(&self, id: &str) -> Result<Items, Unknown> {
        let state = self.lock();
        let mut turns = Vec::new();
        let mut next = Some(id);
        while let Some(id) = next {
            let kept = state.responses.get(id).ok_or_else(|| Unknown(id.to_owned()))?;
            turns.push(kept);
            next = kept.previous.as_deref();
        }
        let items = turns.iter().rev().flat_map(|kept| kept.input.iter().chain(&kept.output));
        Ok(items.cloned().collect())
    }

    /// An item of any response or conversation.
    #[must_use]
    pub fn item(&self, id: &str) -> Option<Arc<Value>> {
        let state = self.lock();
        if let Some((answer, at)) = state.answer_with(id) {
            return answer.get(at).cloned();
        }
        let of_responses = state.responses.values().flat_map(|kept| &kept.input);
        let of_conversations = state.conversations.values().flat_map(|conversation| &conversation.items);
        of_responses.chain(of_conversations).find(|item| item["id"] == id).cloned()
    }

    /// The id of the thought that this item of an answer came of: the last one before it,
    /// with nothing but calls between them.
    #[must_use]
    pub fn thought_before(&self, id: &str) -> Option<String> {
        let state = self.lock();
        let (answer, at) = state.answer_with(id)?;
        let before = answer.get(..at)?.iter().rev().find(|item| item["type"] != "function_call")?;
        if before["type"] == "reasoning" { before["id"].as_str().map(str::to_owned) } else { None }
    }

    /// Opens a conversation.
    pub fn open(&self, id: String, conversation: Conversation) {
        let mut state = self.lock();
        state.conversation_order.push_back(id.clone());
        state.conversations.insert(id, conversation);
        while state.conversation_order.len() > CONVERSATIONS {
            let Some(oldest) = state.conversation_order.pop_front() else { break };
            state.conversations.remove(&oldest);
        }
    }

    /// A conversation.
    #[must_use]
    pub fn conversation(&self, id: &str) -> Option<Conversation> {
        self.lock().conversations.get(id).cloned()
    }

    /// Changes a conversation; `None` when there is none.
    pub fn change<T>(&self, id: &str, change: impl FnOnce(&mut Conversation) -> T) -> Option<T> {
        self.lock().conversations.get_mut(id).map(change)
    }

    /// Forgets a conversation; whether there was one.
    pub fn close(&self, id: &str) -> bool {
        let mut state = self.lock();
        state.conversation_order.retain(|other| other != id);
        state.conversations.remove(id).is_some()
    }
}
