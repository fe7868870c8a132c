//! Drawing the next token from what the model thinks of it.
//!
//! Owns: the distribution over the next token, temperature, `top_p`, `top_k`, penalties.
//! Must not know: where the distribution comes from, what the tokens say.

use crate::api::token_model::{END, Model};
use std::collections::HashMap;

/// How to sample.
#[derive(Debug, Clone)]
pub struct Sampling {
    /// 0 takes the likeliest token.
    pub temperature: f64,
    /// Only the likeliest tokens that together have this share.
    pub top_p: f64,
    /// Only so many of the likeliest tokens.
    pub top_k: usize,
    /// Taken off a token's logit for every time it was written.
    pub frequency_penalty: f64,
    /// Taken off a token's logit once it was written.
    pub presence_penalty: f64,
    /// Added to the logits of these tokens, given by their texts: -100 bans one, 100
    /// leaves no other. [`END_OF_TEXT`] is the end of the reply.
    pub bias: Vec<(String, f64)>,
}

impl Default for Sampling {
    fn default() -> Self {
        Self {
            temperature: 1.0,
            top_p: 1.0,
            top_k: usize::MAX,
            frequency_penalty: 0.0,
            presence_penalty: 0.0,
            bias: Vec::new(),
        }
    }
}

impl Sampling {
    /// Whether nothing but the temperature counts.
    const fn is_plain(&self) -> bool {
        !self.is_narrow() && !self.penalizes()
    }

    const fn is_narrow(&self) -> bool {
        self.top_p < 1.0 || self.top_k < usize::MAX
    }

    const fn penalizes(&self) -> bool {
        self.frequency_penalty != 0.0 || self.presence_penalty != 0.0
    }

    /// How many of the most frequent tokens may come where they never came before. Below
    /// some heat such a token hardly matters: then a few stand for all.
    const fn others(&self, model: &Model) -> usize {
        if self.temperature > 1.2 || self.is_narrow() { model.frequent.len() } else { 256 }
    }
}

/// How the tokens of one reply are drawn.
///
/// Nearly always the temperature alone counts. Then what the rest of the distribution
/// weighs at this temperature is worked out once for all tokens of the reply, and only
/// those that were seen after the context are looked at one by one.
pub(super) struct Manner<'a> {
    sampling: &'a Sampling,
    model: &'a Model,
    /// The most frequent tokens' shares, tempered.
    others: Vec<f64>,
    /// Their sum.
    total: f64,
    /// How often each token was drawn.
    written: HashMap<u32, f64>,
}

impl<'a> Manner<'a> {
    /// Before the first token.
    pub(super) fn of(sampling: &'a Sampling, model: &'a Model) -> Self {
        let mut manner = Self { sampling, model, others: Vec::new(), total: 0.0, written: HashMap::new() };
        if sampling.is_plain() && sampling.temperature > 0.0 {
            let frequent = model.frequent.iter().take(sampling.others(model));
            manner.others = frequent.map(|token| manner.tempered(model.share_of(*token))).collect();
            manner.total = manner.others.iter().sum();
        }
        manner
    }

    /// Draws the next token.
    pub(super) fn draw(&mut self, thought: &Thought, rng: &mut fastrand::Rng) -> u32 {
        if self.sampling.is_plain() {
            return self.draw_by_temperature(thought, rng);
        }
        let next = self.draw_among_all(thought, rng);
        *self.written.entry(next).or_default() += 1.0;
        next
    }

    fn tempered(&self, chance: f64) -> f64 {
        let temperature = self.sampling.temperature;
        if temperature == 1.0 { chance } else { chance.powf(1.0 / temperature) }
    }

    /// Looks at the tokens that were seen, and at others only when one of them is drawn.
    pub(super) fn draw_by_temperature(&self, thought: &Thought, rng: &mut fastrand::Rng) -> u32 {
        let model = self.model;
        if self.sampling.temperature <= 0.0 {
            return thought.first(model);
        }
        let seen = || thought.chances.iter().map(|(token, chance)| (*token, self.tempered(*chance)));
        let in_both = |token: &u32| model.rank_of(*token).and_then(|rank| self.others.get(rank)).copied();
        let known: f64 = thought.chances.iter().filter_map(|(token, _)| in_both(token)).sum();
        let scale = self.tempered(thought.rest);
        let all = seen().map(|(_, chance)| chance).sum::<f64>() + scale * (self.total - known).max(0.0);
        let mut left = rng.f64() * all;
        let others = model.frequent.iter().zip(&self.others).filter(|(token, _)| !thought.has(**token));
        let mut last = END;
        for (token, chance) in seen().chain(others.map(|(token, share)| (*token, scale * share))) {
            if left < chance {
                return token;
            }
            left -= chance;
            last = token;
        }
        last
    }

    /// Looks at every token that may come: for rules that need them all.
    pub(super) fn draw_among_all(&self, thought: &Thought, rng: &mut fastrand::Rng) -> u32 {
        let sampling = self.sampling;
        let mut chances = thought.chances.clone();
        if thought.rest > 0.0 {
            let others = self.model.frequent.iter().take(sampling.others(self.model));
            let others = others.filter(|token| !thought.has(**token));
            chances.extend(others.map(|token| (*token, thought.rest * self.model.share_of(*token))));
        }
        if sampling.penalizes() {
            for (token, chance) in &mut chances {
                let times = self.written.get(token).copied().unwrap_or(0.0);
                let once = f64::from(u8::from(times > 0.0));
                *chance *= (-(sampling.frequency_penalty * times + sampling.presence_penalty * once)).exp();
            }
        }
        if sampling.is_narrow() || sampling.temperature <= 0.0 {
            chances.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        }
        if sampling.temperature <= 0.0 {
            return chances.first().map_or(END, |(token, _)| *token);
        }
        let heat = 1.0 / sampling.temperature;
        for (_, chance) in &mut chances {
            *chance = chance.powf(heat);
        }
        chances.truncate(sampling.top_k.max(1));
        if sampling.top_p < 1.0 {
            let total: f64 = chances.iter().map(|(_, chance)| chance).sum();
            let mut sum = 0.0;
            let keep = chances.iter().position(|(_, chance)| {
                sum += chance / total;
                sum >= sampling.top_p
            });
            chances.truncate(keep.map_or(chances.len(), |last| last + 1));
        }
        let total: f64 = chances.iter().map(|(_, chance)| chance).sum();
        let mut left = rng.f64() * total;
        for (token, chance) in &chances {
            if left < *chance {
                return *token;
            }
            left -= chance;
        }
        chances.last().map_or(END, |(token, _)| *token)
    }
}

/// A distribution over the next token: what followed the context, and a rest that
/// goes by frequency.
pub(super) struct Thought {
    chances: Vec<(u32, f64)>,
    rest: f64,
    /// Where each token stands in `chances`, from 1; 0 for those that do not.
    places: Vec<u32>,
}

impl Thought {
    /// One with nothing in it.
    pub(super) fn new(model: &Model) -> Self {
        Self { chances: Vec::new(), rest: 1.0, places: vec![0; model.texts.len()] }
    }

    /// Starts over.
    pub(super) fn forget(&mut self) {
        for (token, _) in self.chances.drain(..) {
            if let Some(place) = self.places.get_mut(token as usize) {
                *place = 0;
            }
        }
        self.rest = 1.0;
    }

    fn place(&self, token: u32) -> Option<usize> {
        self.places.get(token as usize).and_then(|place| (*place as usize).checked_sub(1))
    }

    /// Whether it is told of this token, and not of the rest that it belongs to.
    fn has(&self, token: u32) -> bool {
        self.place(token).is_some()
    }

    /// The chance of a token, to be changed; 0 if it had none.
    pub(super) fn of(&mut self, token: u32) -> &mut f64 {
        let at = self.place(token).unwrap_or_else(|| {
            self.chances.push((token, 0.0));
            if self.places.len() <= token as usize {
                self.places.resize(token as usize + 1, 0);
            }
            if let Some(place) = self.places.get_mut(token as usize) {
                *place = self.chances.len() as u32;
            }
            self.chances.len() - 1
        });
        &mut self.chances[at].1
    }

    /// Leaves this much to all tokens, by their frequency.
    pub(super) fn leave(&mut self, rest: f64, model: &Model) {
        for (token, chance) in &mut self.chances {
            *chance += rest * model.share_of(*token);
        }
        self.rest = rest;
    }

    /// Rules a token out.
    pub(super) fn forbid(&mut self, token: u32) {
        *self.of(token) = 0.0;
        if self.chances.iter().all(|(_, chance)| *chance <= 0.0) {
            self.rest = 1.0;
        }
    }

    /// The chance of a token.
    pub(super) fn chance(&self, model: &Model, token: u32) -> f64 {
        let known = self.place(token).and_then(|at| self.chances.get(at));
        known.map_or(self.rest * model.share_of(token), |(_, chance)| *chance)
    }

    /// The likeliest tokens that have a text.
    pub(super) fn likeliest(&self, model: &Model, count: usize) -> Vec<(u32, f64)> {
        let rare = model.frequent.iter().filter(|token| !self.has(**token)).take(count);
        let mut all: Vec<(u32, f64)> = self.chances.clone();
        all.extend(rare.map(|token| (*token, self.rest * model.share_of(*token))));
        all.retain(|(token, _)| *token != END);
        all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        all.truncate(count);
        all
    }

    /// The likeliest token of all, the end included.
    fn first(&self, model: &Model) -> u32 {
        let rare = model.frequent.iter().find(|token| !self.has(**token));
        let rare = rare.map(|token| (*token, self.rest * model.share_of(*token)));
        let all = self.chances.iter().copied().chain(rare);
        all.min_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0))).map_or(END, |(token, _)| token)
    }
}
