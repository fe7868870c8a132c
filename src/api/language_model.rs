//! The small language model behind replies that nobody scripted.
//!
//! Owns: the corpus, the counts, the distribution over the next token, sampling from
//! it. Must not know: protocols, scripts, how a reply is cut.
//!
//! A token model with three tokens of context and backoff: what followed the same
//! context in the corpus, then what followed a shorter one, then how frequent a token
//! is at all. Paragraphs that share words with the prompt weigh more, so the prompt
//! shows in the reply. Temperature, `top_p`, `top_k` and penalties act on this
//! distribution. It is built when it is first asked.

use crate::api::corpus;
use crate::api::rng::Seed;
use crate::api::tokens::{END_OF_TEXT, Pieces};
use crate::models::Encoding;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The token at a paragraph's end.
const END: u32 = 0;
/// How little a context of three, two and one tokens is doubted.
const DOUBT: [f64; 3] = [0.15, 0.4, 1.0];
/// Places in the corpus that are looked at for one context.
const PLACES: usize = 256;
/// The chance of a token that the corpus does not have.
const RAREST: f64 = 1e-9;
/// Tokens of a reply at least and at most.
const LENGTH: std::ops::Range<usize> = 8..180;

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::of(&corpus::paragraphs()));

struct Model {
    /// All paragraphs, an end before and after each.
    tokens: Vec<u32>,
    /// The paragraph of each token.
    paragraph: Vec<u32>,
    paragraphs: usize,
    texts: Vec<String>,
    ids: HashMap<String, u32>,
    /// How often each token occurs, as a share.
    share: Vec<f64>,
    /// The most frequent tokens first.
    frequent: Vec<u32>,
    /// Where each token stands among them.
    rank: Vec<u32>,
    /// Places in the corpus, sorted by the three tokens before them, nearest first.
    places: Vec<u32>,
    /// Those of `places` that follow a token: where they begin and end.
    after: Vec<(u32, u32)>,
    /// Which paragraphs hold a word.
    words: HashMap<String, Vec<u32>>,
}

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

impl Model {
    fn of(paragraphs: &[String]) -> Self {
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

    fn share_of(&self, token: u32) -> f64 {
        self.share.get(token as usize).copied().unwrap_or(0.0)
    }

    fn rank_of(&self, token: u32) -> Option<usize> {
        self.rank.get(token as usize).map(|rank| *rank as usize)
    }

    fn text_of(&self, token: u32) -> &str {
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
    fn following(&self, context: &[u32]) -> [&[u32]; 3] {
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
        let mut written: HashMap<u32, f64> = HashMap::new();
        let wishes = self.wishes(&sampling.bias);
        let manner = Manner::of(sampling, self.model);
        let mut thought = Thought::new(self.model);
        let mut text = String::new();
        for number in 0..LENGTH.end {
            self.think(&context, &mut thought);
            if number < LENGTH.start {
                thought.forbid(END);
            }
            self.wish(&mut thought, &wishes);
            let next = match manner.is_plain {
                true => manner.draw(self.model, &thought, rng),
                false => self.draw(&thought, sampling, &written, rng),
            };
            if next == END {
                break;
            }
            if !manner.is_plain {
                *written.entry(next).or_default() += 1.0;
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
        for (token, chance) in &mut thought.chances {
            *chance += rest * self.model.share_of(*token);
        }
        thought.rest = rest;
    }

    /// Draws a token by rules that look at all of them.
    fn draw(
        &self,
        thought: &Thought,
        sampling: &Sampling,
        written: &HashMap<u32, f64>,
        rng: &mut fastrand::Rng,
    ) -> u32 {
        let mut chances = thought.chances.clone();
        if thought.rest > 0.0 {
            let others = self.model.frequent.iter().take(sampling.others(self.model));
            let others = others.filter(|token| !thought.has(**token));
            chances.extend(others.map(|token| (*token, thought.rest * self.model.share_of(*token))));
        }
        if sampling.penalizes() {
            for (token, chance) in &mut chances {
                let times = written.get(token).copied().unwrap_or(0.0);
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

impl Sampling {
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

/// Sampling by temperature alone, which is nearly all there is: what the rest of the
/// distribution weighs at this temperature is worked out once for all tokens of a
/// reply, and only those that were seen after the context are looked at one by one.
struct Manner {
    /// Whether nothing but the temperature counts.
    is_plain: bool,
    temperature: f64,
    /// The most frequent tokens' shares, tempered.
    others: Vec<f64>,
    /// Their sum.
    total: f64,
}

impl Manner {
    fn of(sampling: &Sampling, model: &Model) -> Self {
        let temperature = sampling.temperature;
        let is_plain = !sampling.is_narrow() && !sampling.penalizes();
        let mut manner = Self { is_plain, temperature, others: Vec::new(), total: 0.0 };
        if is_plain && temperature > 0.0 {
            let frequent = model.frequent.iter().take(sampling.others(model));
            manner.others = frequent.map(|token| manner.tempered(model.share_of(*token))).collect();
            manner.total = manner.others.iter().sum();
        }
        manner
    }

    fn tempered(&self, chance: f64) -> f64 {
        if self.temperature == 1.0 { chance } else { chance.powf(1.0 / self.temperature) }
    }

    fn draw(&self, model: &Model, thought: &Thought, rng: &mut fastrand::Rng) -> u32 {
        if self.temperature <= 0.0 {
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
}

/// A distribution over the next token: what followed the context, and a rest that
/// goes by frequency.
struct Thought {
    chances: Vec<(u32, f64)>,
    rest: f64,
    /// Where each token stands in `chances`, from 1; 0 for those that do not.
    places: Vec<u32>,
}

impl Thought {
    fn new(model: &Model) -> Self {
        Self { chances: Vec::with_capacity(PLACES), rest: 1.0, places: vec![0; model.texts.len()] }
    }

    fn forget(&mut self) {
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
    fn of(&mut self, token: u32) -> &mut f64 {
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

    /// Rules a token out.
    fn forbid(&mut self, token: u32) {
        *self.of(token) = 0.0;
        if self.chances.iter().all(|(_, chance)| *chance <= 0.0) {
            self.rest = 1.0;
        }
    }

    fn chance(&self, model: &Model, token: u32) -> f64 {
        let known = self.place(token).and_then(|at| self.chances.get(at));
        known.map_or(self.rest * model.share_of(token), |(_, chance)| *chance)
    }

    /// The likeliest tokens that have a text.
    fn likeliest(&self, model: &Model, count: usize) -> Vec<(u32, f64)> {
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

/// The words that mean something, in lower case.
fn words_of(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2).map(str::to_lowercase)
}

#[cfg(test)]
#[path = "language_model_tests.rs"]
mod tests;
