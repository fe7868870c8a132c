//! What follows what in a corpus, counted.
//!
//! Owns: the corpus as tokens, their shares, the places that follow a context. Must not
//! know: prompts, sampling.

use crate::api::tokens::Pieces;
use crate::models::Encoding;
use std::collections::HashMap;

/// The token at a paragraph's end.
pub(super) const END: u32 = 0;

/// The counts of a corpus.
pub(super) struct Model {
    /// All paragraphs, an end before and after each.
    pub(super) tokens: Vec<u32>,
    /// The paragraph of each token.
    pub(super) paragraph: Vec<u32>,
    pub(super) paragraphs: usize,
    pub(super) texts: Vec<String>,
    pub(super) ids: HashMap<String, u32>,
    /// How often each token occurs, as a share.
    share: Vec<f64>,
    /// The most frequent tokens first.
    pub(super) frequent: Vec<u32>,
    /// Where each token stands among them.
    rank: Vec<u32>,
    /// Places in the corpus, sorted by the three tokens before them, nearest first.
    places: Vec<u32>,
    /// Those of `places` that follow a token: where they begin and end.
    after: Vec<(u32, u32)>,
    /// Which paragraphs hold a word.
    pub(super) words: HashMap<String, Vec<u32>>,
}

impl Model {
    /// Counts these paragraphs.
    pub(super) fn of(paragraphs: &[String]) -> Self {
        let mut model = Self {
            tokens: vec![END],
            paragraph: vec![0],
            paragraphs: paragraphs.len(),
            texts: vec![String::new()],
            ids: HashMap::new(),
            share: Vec::new(),
            frequent: Vec::new(),
            rank: Vec::new(),
            places: Vec::new(),
            after: Vec::new(),
            words: HashMap::new(),
        };
        for (number, text) in paragraphs.iter().enumerate() {
            for (part, _) in Pieces::of(text, Encoding::O200k).parts(text, text.len()) {
                let id = model.id_of(part);
                model.tokens.push(id);
                model.paragraph.push(number as u32);
            }
            model.tokens.push(END);
            model.paragraph.push(number as u32);
            for word in words_of(text) {
                let list = model.words.entry(word).or_default();
                if list.last() != Some(&(number as u32)) {
                    list.push(number as u32);
                }
            }
        }
        let mut counts = vec![0.0; model.texts.len()];
        for token in &model.tokens {
            if let Some(count) = counts.get_mut(*token as usize) {
                *count += 1.0;
            }
        }
        let total: f64 = counts.iter().sum();
        model.share = counts.iter().map(|count| count / total).collect();
        let mut frequent: Vec<u32> = (0..model.texts.len() as u32).collect();
        frequent.sort_by(|a, b| model.share_of(*b).total_cmp(&model.share_of(*a)).then(a.cmp(b)));
        model.rank = vec![0; frequent.len()];
        for (rank, token) in (0..).zip(&frequent) {
            if let Some(place) = model.rank.get_mut(*token as usize) {
                *place = rank;
            }
        }
        model.frequent = frequent;
        let mut places: Vec<u32> = (1..model.tokens.len() as u32).collect();
        places.sort_by_key(|place| (model.before(*place), *place));
        model.after = vec![(0, 0); model.texts.len()];
        for (at, place) in (0..).zip(&places) {
            let token = model.token_before(*place, 1);
            if let Some((from, to)) = model.after.get_mut(token as usize) {
                *from = if *to == 0 { at } else { *from };
                *to = at + 1;
            }
        }
        model.places = places;
        model
    }

    fn id_of(&mut self, text: &str) -> u32 {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let id = self.texts.len() as u32;
        self.texts.push(text.to_owned());
        self.ids.insert(text.to_owned(), id);
        id
    }

    /// How often a token occurs, as a share.
    pub(super) fn share_of(&self, token: u32) -> f64 {
        self.share.get(token as usize).copied().unwrap_or(0.0)
    }

    /// Where a token stands among the most frequent ones, from 0.
    pub(super) fn rank_of(&self, token: u32) -> Option<usize> {
        self.rank.get(token as usize).map(|rank| *rank as usize)
    }

    /// The token's text.
    pub(super) fn text_of(&self, token: u32) -> &str {
        self.texts.get(token as usize).map_or("", String::as_str)
    }

    /// The token so many places before a place.
    fn token_before(&self, place: u32, back: usize) -> u32 {
        (place as usize).checked_sub(back).and_then(|at| self.tokens.get(at)).copied().unwrap_or(END)
    }

    /// The three tokens before a place, nearest first.
    fn before(&self, place: u32) -> [u32; 3] {
        [1, 2, 3].map(|back| self.token_before(place, back))
    }

    /// The places that follow the first, the first two, and all three tokens of a
    /// context, given nearest first.
    pub(super) fn following(&self, context: &[u32]) -> [&[u32]; 3] {
        let mut all: [&[u32]; 3] = [&[]; 3];
        let Some(range) = context.first().and_then(|token| self.after.get(*token as usize)) else {
            return all;
        };
        let mut places = self.places.get(range.0 as usize..range.1 as usize).unwrap_or_default();
        for (back, (found, token)) in (1..).zip(all.iter_mut().zip(context)) {
            // They are sorted, so those with one more token in common stand together.
            let from = places.partition_point(|place| self.token_before(*place, back) < *token);
            let to = places.partition_point(|place| self.token_before(*place, back) <= *token);
            places = places.get(from..to).unwrap_or_default();
            *found = places;
        }
        all
    }
}

/// The words that mean something, in lower case.
pub(super) fn words_of(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2).map(str::to_lowercase)
}
