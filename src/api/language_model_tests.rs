#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::api::tokens::Pieces;
use crate::models::Encoding;
use std::collections::BTreeSet;

fn said(prompt: &str, temperature: f64, seed: u64) -> String {
    let sampling = Sampling { temperature, ..Sampling::default() };
    Voice::new(prompt).write(&sampling, &mut fastrand::Rng::with_seed(seed))
}

/// The share of neighbouring words that are neighbours in the corpus, too.
fn sense(text: &str) -> f64 {
    let corpus = corpus::paragraphs().join("\n");
    let words: Vec<&str> = text.split_whitespace().collect();
    let pairs = words.windows(2).map(|pair| corpus.contains(&pair.join(" ")));
    let pairs: Vec<bool> = pairs.collect();
    pairs.iter().filter(|found| **found).count() as f64 / pairs.len().max(1) as f64
}

#[test]
fn cold_repeats_and_heat_spreads() {
    let at = |temperature| {
        (0..8).map(|seed| said("Tell me about the sea.", temperature, seed)).collect::<BTreeSet<_>>()
    };
    assert_eq!(at(0.0).len(), 1);
    assert!(at(0.7).len() > 3);
    assert_eq!(at(1.5).len(), 8);
}

#[test]
fn two_is_gibberish_and_one_is_not() {
    let average = |temperature| {
        (0..6).map(|seed| sense(&said("What is a token?", temperature, seed))).sum::<f64>() / 6.0
    };
    let (cold, warm, hot) = (average(0.0), average(1.0), average(2.0));
    assert!(cold > 0.95 && warm > 0.8 && hot < 0.55, "{cold} {warm} {hot}");
}

#[test]
fn the_prompt_influences_the_reply() {
    let bread = (0..10).filter(|seed| said("How do I bake bread?", 0.7, *seed).contains("bread")).count();
    let rain = (0..10).filter(|seed| said("Will it rain?", 0.7, *seed).contains("bread")).count();
    assert!(bread >= 6 && rain <= 2, "{bread} {rain}");
    assert_ne!(said("Name a color.", 0.0, 1), said("Name a bird.", 0.0, 1));
}

#[test]
fn penalties_and_nuclei_change_the_distribution() {
    let voice = Voice::new("the sea");
    let repeats = |penalty: f64| {
        let sampling = Sampling { frequency_penalty: penalty, temperature: 0.8, ..Sampling::default() };
        let many = (0..10).map(|seed| {
            let text = voice.write(&sampling, &mut fastrand::Rng::with_seed(seed));
            let words: Vec<&str> = text.split_whitespace().collect();
            let distinct: BTreeSet<&&str> = words.iter().collect();
            1.0 - distinct.len() as f64 / words.len().max(1) as f64
        });
        many.sum::<f64>()
    };
    assert!(repeats(2.0) < repeats(0.0), "{} {}", repeats(2.0), repeats(0.0));
    let narrow = Sampling { temperature: 2.0, top_p: 0.01, ..Sampling::default() };
    let single = Sampling { temperature: 2.0, top_k: 1, ..Sampling::default() };
    let with = |sampling: &Sampling, seed| voice.write(sampling, &mut fastrand::Rng::with_seed(seed));
    assert_eq!(with(&single, 1), with(&single, 2));
    assert!(sense(&with(&narrow, 1)) > 0.5);
}

#[test]
fn judgements_are_probabilities() {
    let voice = Voice::new("the sea");
    let text =
        voice.write(&Sampling { temperature: 0.0, ..Sampling::default() }, &mut fastrand::Rng::with_seed(1));
    let pieces = Pieces::of(&text, Encoding::O200k);
    let judged = voice.judge(pieces.parts(&text, text.len()).map(|(part, _)| part), 5);
    assert_eq!(judged.iter().map(|one| one.text.as_str()).collect::<String>(), text);
    for one in &judged {
        assert!(one.logprob <= 0.0 && one.top.len() == 5);
        assert!(one.top.windows(2).all(|pair| pair[0].1 >= pair[1].1));
        assert!(one.top.iter().map(|(_, logprob)| logprob.exp()).sum::<f64>() <= 1.0 + 1e-6);
    }
    // The coldest choice is the likeliest token, nearly always also by this tokenizer.
    let first = judged.iter().filter(|one| one.top[0].0 == one.text).count();
    assert!(first * 10 >= judged.len() * 8, "{first} of {}", judged.len());
}

#[test]
fn a_bias_bans_forces_and_leans() {
    let voice = Voice::new("Tell me about the sea.");
    let with = |temperature, text: &str, bias, seed| {
        let sampling = Sampling { temperature, bias: vec![(text.to_owned(), bias)], ..Sampling::default() };
        voice.write(&sampling, &mut fastrand::Rng::with_seed(seed))
    };
    for temperature in [0.0, 1.0, 2.0] {
        let banned = (0..6).map(|seed| with(temperature, " the", -100.0, seed)).collect::<Vec<_>>();
        let whole = |text: &String| text.split(' ').any(|word| word == "the");
        assert!(!banned.iter().any(whole), "{banned:?}");
        let forced = with(temperature, " the", 100.0, 1);
        assert!(forced.len() > 40 && forced.replace(" the", "").is_empty(), "{forced}");
        // The corpus has no such word.
        let strange = with(temperature, " xylophone", 100.0, 1);
        assert!(strange.len() > 40 && strange.replace(" xylophone", "").is_empty(), "{strange}");
    }
    assert_eq!(with(1.0, END_OF_TEXT, 100.0, 1), "");
    let endless = with(1.0, END_OF_TEXT, -100.0, 1);
    assert!(Pieces::of(&endless, Encoding::O200k).len() > LENGTH.end - 20, "{endless}");
    let commas = |bias| (0..20).map(|seed| with(1.0, ",", bias, seed).matches(',').count()).sum::<usize>();
    assert!(commas(-3.0) < commas(0.0) && commas(0.0) < commas(3.0));
    assert_eq!(with(1.0, ",", 0.0, 7), said("Tell me about the sea.", 1.0, 7));
}

#[test]
fn the_short_way_draws_what_the_long_way_draws() {
    let voice = Voice::new("Tell me about the sea.");
    let text = said("Tell me about the sea.", 1.0, 3);
    let ids = Pieces::of(&text, Encoding::O200k);
    let ids: Vec<u32> = ids
        .parts(&text, text.len())
        .map(|(part, _)| voice.model.ids.get(part).copied().unwrap_or(u32::MAX))
        .collect();
    let mut thought = Thought::new(voice.model);
    for temperature in [0.0, 0.3, 1.0, 1.5, 2.0] {
        let sampling = Sampling { temperature, ..Sampling::default() };
        let manner = Manner::of(&sampling, voice.model);
        for end in 1..ids.len() {
            let context: Vec<u32> = ids[..end].iter().rev().take(3).copied().collect();
            voice.think(&context, &mut thought);
            if end % 3 == 0 {
                thought.forbid(END);
            }
            for seed in 0..20 {
                let draws = || fastrand::Rng::with_seed(seed);
                let long = manner.draw_among_all(&thought, &mut draws());
                let short = manner.draw_by_temperature(&thought, &mut draws());
                assert_eq!(short, long, "{temperature} {context:?} {seed}");
            }
        }
    }
}
