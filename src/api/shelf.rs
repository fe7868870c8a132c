//! What a run keeps under ids: files, batches, stored completions.
//!
//! Owns: the order of things and the bound on their bytes. Must not know: what is
//! kept, or who asks for it.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Things under ids, oldest first; beyond so many bytes the oldest go.
#[derive(Debug)]
pub struct Shelf<T> {
    limit: usize,
    state: Mutex<State<T>>,
}

#[derive(Debug)]
struct State<T> {
    things: HashMap<String, Arc<T>>,
    /// Ids, oldest first, with their bytes.
    order: VecDeque<(String, usize)>,
    bytes: usize,
}

/// What one thing takes besides its own bytes.
const EACH: usize = 512;

impl<T> Shelf<T> {
    /// An empty shelf for so many bytes.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        let state = State { things: HashMap::new(), order: VecDeque::new(), bytes: 0 };
        Self { limit, state: Mutex::new(state) }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a thing of so many bytes on the shelf, in place of one with the same id.
    pub fn put(&self, id: &str, thing: T, bytes: usize) {
        let mut state = self.lock();
        let known = state.things.insert(id.to_owned(), Arc::new(thing)).is_some();
        if known && let Some(at) = state.order.iter().position(|(other, _)| other == id) {
            if let Some((_, old)) = state.order.get_mut(at) {
                let before = std::mem::replace(old, bytes + EACH);
                state.bytes = state.bytes - before + bytes + EACH;
            }
        } else {
            state.order.push_back((id.to_owned(), bytes + EACH));
            state.bytes += bytes + EACH;
        }
        while state.bytes > self.limit && state.order.len() > 1 {
            let Some((oldest, bytes)) = state.order.pop_front() else { break };
            state.bytes -= bytes;
            state.things.remove(&oldest);
        }
    }

    /// A thing.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<Arc<T>> {
        self.lock().things.get(id).cloned()
    }

    /// Puts something made of a thing in its place, with nobody in between: the new
    /// thing and its bytes, and what is handed out. `None` when there is no such thing.
    pub fn change<R, E>(
        &self,
        id: &str,
        make: impl FnOnce(&T) -> Result<(T, usize, R), E>,
    ) -> Option<Result<R, E>> {
        let mut state = self.lock();
        let made = make(state.things.get(id)?);
        let (thing, bytes, result) = match made {
            Ok(made) => made,
            Err(error) => return Some(Err(error)),
        };
        state.things.insert(id.to_owned(), Arc::new(thing));
        if let Some((_, old)) = state.order.iter_mut().find(|(other, _)| other == id) {
            let before = std::mem::replace(old, bytes + EACH);
            state.bytes = state.bytes - before + bytes + EACH;
        }
        Some(Ok(result))
    }

    /// Takes a thing away.
    pub fn remove(&self, id: &str) -> Option<Arc<T>> {
        let mut state = self.lock();
        let thing = state.things.remove(id)?;
        if let Some(at) = state.order.iter().position(|(other, _)| other == id)
            && let Some((_, bytes)) = state.order.remove(at)
        {
            state.bytes -= bytes;
        }
        Some(thing)
    }

    /// Everything, oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<T>> {
        let state = self.lock();
        state.order.iter().filter_map(|(id, _)| state.things.get(id)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_go_first_and_the_newest_always_stays() {
        let shelf = Shelf::new(3 * (EACH + 10));
        for id in ["a", "b", "c", "d"] {
            shelf.put(id, id.to_owned(), 10);
        }
        assert!(shelf.get("a").is_none());
        assert_eq!(shelf.all().len(), 3);
        shelf.put("c", "changed".to_owned(), 10);
        assert_eq!(shelf.get("c").as_deref().map(String::as_str), Some("changed"));
        assert_eq!(shelf.all().len(), 3);
        let changed: Option<Result<usize, ()>> = shelf.change("d", |old| Ok((old.repeat(2), 20, old.len())));
        assert_eq!(changed, Some(Ok(1)));
        assert_eq!(shelf.get("d").as_deref().map(String::as_str), Some("dd"));
        assert_eq!(shelf.change("none", |_| Err::<(String, usize, ()), ()>(())), None);
        assert!(shelf.remove("b").is_some() && shelf.remove("b").is_none());
        shelf.put("huge", "x".to_owned(), usize::MAX / 4);
        assert_eq!(shelf.all().len(), 1);
    }
}
