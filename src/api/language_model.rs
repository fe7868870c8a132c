//! The small language model behind replies that nobody scripted.
//!
//! Owns: what a prompt makes of the counts, and how a text is written and judged. Must not
//! know: protocols, scripts, how a reply is cut, how a token is drawn (see `next_token`).
//!
//! A token model with three tokens of context and backoff: what followed the same
//! context in the corpus, then what followed a shorter one, then how frequent a token
//! is at all. Paragraphs that share words with the prompt weigh more, so the prompt
//! shows in the reply. Temperature, `top_p`, `top_k` and penalties act on this
//! distribution. It is built when it is first asked.

use crate::api::corpus;
use crate::api::next_token::{Manner, Thought};
use crate::api::rng::Seed;
use crate::api::token_model::{END, Model, words_of};
use crate::api::tokens::END_OF_TEXT;
use std::sync::LazyLock;

pub use crate::api::next_token::Sampling;

/// How little a context of three, two and one tokens is doubted.
const DOUBT: [f64; 3] = [0.15, 0.4, 1.0];
/// Places in the corpus that are looked at for one context.
const PLACES: usize = 256;
/// The chance of a token that the corpus does not have.
const RAREST: f64 = 1e-9;
/// Tokens of a reply at least and at most.
const LENGTH: std::ops::Range<usize> = 8..180;

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::of(&corpus::paragraphs()));

/// What the model thought of a token that was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The token.
    pub text: String,
    /// Its log probability.
    pub logprob: f64,
    /// The likeliest tokens in its place, with theirs.
    pub top: Vec<(String, f64)>,
}

/// The model with a prompt in mind.
pub struct Voice {
    model: &'static Model,
    /// The weight of each paragraph.
    weights: Vec<f64>,
}

impl Voice {
    /// The model, having read a prompt.
    #[must_use]
    pub fn new(prompt: &str) -> Self {
        let model = &*MODEL;
        let whim = Seed::new(0).text(prompt);
        // A little of its own for every prompt, so that no two begin alike.
        let mut weights: Vec<f64> = (0..model.paragraphs)
            .map(|number| 1.0 + (whim.number(number as u64).value() >> 11) as f64 / (1u64 << 53) as f64)
            .collect();
        for word in words_of(prompt) {
            let Some(paragraphs) = model.words.get(&word) else { continue };
            let rarity = (model.paragraphs as f64 / paragraphs.len() as f64).ln().max(0.1);
            for number in paragraphs {
                if let Some(weight) = weights.get_mut(*number as usize) {
                    *weight += 40.0 * rarity * rarity;
                }
            }
        }
        Self { model, weights }
    }

    /// Writes a text.
    #[must_use]
    pub fn write(&self, sampling: &Sampling, rng: &mut fastrand::Rng) -> String {
        let mut context = vec![END];
        let wishes = self.wishes(&sampling.bias);
        let mut manner = Manner::of(sampling, self.model);
        let mut thought = Thought::new(self.model);
        let mut text = String::new();
        for number in 0..LENGTH.end {
            self.think(&context, &mut thought);
            if number < LENGTH.start {
                thought.forbid(END);
            }
            self.wish(&mut thought, &wishes);
            let next = manner.draw(&thought, rng);
            if next == END {
                break;
            }
            // Ids beyond the model's own are tokens that only the bias knows.
            let strange = (next as usize).checked_sub(self.model.texts.len());
            let strange = strange.and_then(|at| sampling.bias.get(at));
            text.push_str(strange.map_or_else(|| self.model.text_of(next), |(text, _)| text));
            context.insert(0, next);
            context.truncate(3);
        }
        text
    }

    /// The ids of the tokens in a bias, with the factors for their chances.
    fn wishes(&self, bias: &[(String, f64)]) -> Vec<(u32, f64)> {
        let id = |(at, (text, bias)): (usize, &(String, f64))| {
            let known = if text == END_OF_TEXT { Some(END) } else { self.model.ids.get(text).copied() };
            (known.unwrap_or((self.model.texts.len() + at) as u32), bias.exp())
        };
        bias.iter().enumerate().filter(|(_, (_, bias))| *bias != 0.0).map(id).collect()
    }

    fn wish(&self, thought: &mut Thought, wishes: &[(u32, f64)]) {
        for (token, factor) in wishes {
            let chance = thought.chance(self.model, *token).max(RAREST) * factor;
            *thought.of(*token) = chance;
        }
    }

    /// What the model thinks of each token of a text, with the likeliest others.
    #[must_use]
    pub fn judge<'t>(&self, parts: impl Iterator<Item = &'t str>, top: usize) -> Vec<Judged> {
        let mut context = vec![END];
        let mut thought = Thought::new(self.model);
        parts
            .map(|part| {
                self.think(&context, &mut thought);
                let id = self.model.ids.get(part).copied();
                // A token that the corpus does not have is as rare as can be.
                let chance = id.map_or(RAREST, |id| thought.chance(self.model, id)).max(RAREST);
                let top = thought
                    .likeliest(self.model, top)
                    .into_iter()
                    .map(|(token, chance)| (self.model.text_of(token).to_owned(), chance.max(RAREST).ln()));
                let top = top.collect();
                context.insert(0, id.unwrap_or(u32::MAX));
                context.truncate(3);
                Judged { text: part.to_owned(), logprob: chance.ln(), top }
            })
            .collect()
    }

    /// The distribution after a context (nearest token first).
    fn think(&self, context: &[u32], thought: &mut Thought) {
        thought.forget();
        let mut rest = 1.0;
        for (places, doubt) in self.model.following(context).into_iter().rev().zip(DOUBT) {
            if places.is_empty() {
                continue;
            }
            let step = places.len().div_ceil(PLACES);
            let weight = |place: &u32| {
                let number = self.model.paragraph.get(*place as usize).copied().unwrap_or(0);
                self.weights.get(number as usize).copied().unwrap_or(1.0)
            };
            let looked_at = || places.iter().step_by(step);
            let total: f64 = looked_at().map(weight).sum();
            let seen = looked_at().count() as f64;
            let trust = seen / (seen + doubt);
            let per_weight = rest * trust / total;
            for place in looked_at() {
                let token = self.model.tokens.get(*place as usize).copied().unwrap_or(END);
                *thought.of(token) += per_weight * weight(place);
            }
            rest *= 1.0 - trust;
        }
        thought.leave(rest, self.model);
    }
}

#[cfg(test)]
#[path = "language_model_tests.rs"]
mod tests;
