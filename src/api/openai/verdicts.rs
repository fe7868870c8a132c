//! How a text is judged: by words and patterns, and nothing else.
//!
//! Owns: the categories, their patterns, the scores. Must not know: the endpoint.
//!
//! It is no model. It finds open cases in plain English, misses what is hinted at,
//! other languages and all images, and can be wrong about quotations. A score is
//! `1 - product(1 - weight)` over the patterns that match, above a small number that
//! follows from the text.

use crate::api::rng::Seed;
use regex::Regex;
use std::sync::LazyLock;

/// The categories in the vendor's order.
pub const CATEGORIES: [&str; 13] = [
    "harassment",
    "harassment/threatening",
    "sexual",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm/intent",
    "self-harm/instructions",
    "self-harm",
    "sexual/minors",
    "violence",
    "violence/graphic",
];

/// From this score on a category is flagged.
pub const FLAGGED: f64 = 0.5;

/// Whether the vendor looks at images for this category, too.
#[must_use]
pub fn may_be_image(category: &str) -> bool {
    category.starts_with("self-harm") || category.starts_with("violence") || category == "sexual"
}

// Building blocks of patterns.
const PERSON: &str = r"(?:you|him|her|them|everyone|someone|somebody|people|my (?:\w+ ){0,2}(?:wife|husband|boss|neighbou?r|teacher|ex|brother|sister|colleague))";
const HURT: &str =
    r"(?:kill|murder|stab|shoot|strangle|behead|beat up|beat|hurt|attack|burn|poison|slaughter|execute)";
const GROUP: &str = r"(?:immigrants|foreigners|refugees|women|men|jews|muslims|christians|hindus|blacks|whites|asians|mexicans|gays|lesbians|homosexuals|trans people|disabled people|old people|that race|this race)";
const WEAPON: &str = r"(?:bombs?|pipe ?bombs?|explosives?|grenades?|guns?|firearms?|silencers?|nerve gas|chemical weapons?|molotov\w*|napalm|poison)";
const DRUG: &str = r"(?:meth|methamphetamine|cocaine|heroin|fentanyl|ecstasy|mdma|crack)";

/// Category (its place in the list), weight, pattern.
static PATTERNS: LazyLock<Vec<(usize, f64, Regex)>> = LazyLock::new(|| {
    let sources: Vec<(usize, f64, String)> = vec![
        // Harassment: insults at somebody.
        (0, 0.75, r"\b(?:you|you're|you are|your|u r)\b[^.!?\n]{0,30}\b(?:idiot|moron|stupid|loser|worthless|pathetic|disgusting|ugly|scum|trash|garbage|dumb|imbecile)s?\b".into()),
        (0, 0.6, r"\b(?:shut up|nobody likes you|go to hell|i hate you|screw you|fuck (?:you|off))\b".into()),
        (0, 0.6, format!(r"\b(?:i(?:'ll| will| am going to|'m going to|'m gonna| want to)) {HURT} (?:you|him|her|them)\b")),
        (1, 0.85, format!(r"\b(?:i(?:'ll| will| am going to|'m going to|'m gonna| want to)) {HURT} (?:you|him|her|them)\b")),
        (1, 0.7, r"\b(?:watch your back|you(?:'re| are) (?:dead|going to die)|i know where you live|you(?:'ll| will) regret)\b".into()),
        // Sexual.
        (2, 0.8, r"\b(?:porn\w*|erotic\w*|blowjob|orgasm\w*|masturbat\w*|hardcore sex|sex scene|nude photos?|naked (?:woman|women|man|men|girl|girls|boy|boys)|sexually explicit)\b".into()),
        (2, 0.45, r"\b(?:sex|sexy|nude|naked|horny)\b".into()),
        // Hate: a group as such.
        (3, 0.85, format!(r"\b(?:all|those|these|the)? ?{GROUP} (?:are|should be|must be) (?:all )?(?:vermin|animals|inferior|subhuman|criminals|parasites|filth|disgusting|scum|stupid|evil|a disease)\b")),
        (3, 0.8, format!(r"\b(?:i hate|we hate|get rid of|deport|ban) (?:all )?(?:the )?{GROUP}\b")),
        (4, 0.85, format!(r"\b{HURT} (?:all )?(?:the |those |these )?{GROUP}\b")),
        (4, 0.8, format!(r"\b{GROUP} (?:should|must|deserve to) (?:all )?(?:die|be killed|be shot|be exterminated|burn)\b")),
        (3, 0.6, format!(r"\b{HURT} (?:all )?(?:the |those |these )?{GROUP}\b")),
        // Illicit: asking for the way to do it.
        (5, 0.8, format!(r"\b(?:how (?:to|do i|can i|would i|could i)|steps to|instructions (?:for|to)|recipe for|guide to|teach me to|tell me how to)\b[^.!?\n]{{0,30}}\b(?:make|making|build|building|cook|synthesi[sz]e|buy|sell|get|smuggle)\b[^.!?\n]{{0,30}}\b(?:{WEAPON}|{DRUG})\b")),
        (5, 0.75, r"\b(?:how (?:to|do i|can i|would i|could i)|steps to|instructions (?:for|to)|guide to|teach me to|tell me how to|help me)\b[^.!?\n]{0,30}\b(?:hack into|steal|shoplift|launder money|counterfeit|forge (?:a |an )?(?:passport|check|cheque|id)|pick a lock|break into|phish|evade taxes|hotwire|rob|scam|blackmail|stalk)\b".into()),
        (5, 0.5, format!(r"\b(?:buy|sell|deal|cook|synthesi[sz]e)\w* (?:some )?{DRUG}\b")),
        (6, 0.85, format!(r"\b(?:how (?:to|do i|can i|would i|could i)|steps to|instructions (?:for|to)|recipe for|guide to|teach me to|tell me how to)\b[^.!?\n]{{0,40}}\b(?:make|making|build|building|buy|get)\b[^.!?\n]{{0,20}}\b{WEAPON}\b")),
        (6, 0.8, format!(r"\b(?:how (?:to|do i|can i|would i|could i)|help me|tell me how to)\b[^.!?\n]{{0,20}}\b(?:{HURT}|get away with (?:murder|killing)) ?{PERSON}?\b")),
        // Self-harm.
        (7, 0.9, r"\b(?:i(?:'m going to| am going to| want to|'ll| will| plan to|'m gonna| wanna)) (?:kill myself|end my life|die by suicide|commit suicide|hurt myself|cut myself|end it all|die)\b".into()),
        (7, 0.7, r"\b(?:i don't want to (?:live|be alive)|life is not worth living|better off dead|i(?:'m| am) suicidal|no reason to live)\b".into()),
        (8, 0.85, r"\b(?:how (?:to|do i|can i|would i|could i)|best way to|painless way to|steps to|easiest way to)\b[^.!?\n]{0,30}\b(?:kill myself|commit suicide|end my life|cut myself|hurt myself|hang myself|overdose|starve myself)\b".into()),
        (9, 0.85, r"\b(?:kill myself|killing myself|end my life|cut myself|cutting myself|hurt myself|hurting myself|hang myself|commit suicide|starve myself|self[- ]harm|suicidal)\b".into()),
        (9, 0.6, r"\b(?:suicide|better off dead|don't want to (?:live|be alive)|no reason to live|end it all)\b".into()),
        // Sexual, about minors.
        (10, 0.9, r"\b(?:sex|sexual|sexy|nude|naked|porn\w*|erotic\w*)\b[^.!?\n]{0,40}\b(?:child|children|kid|kids|minor|minors|underage|schoolgirls?|schoolboys?|teenagers?|toddlers?|\d{1,2}[- ]year[- ]old)\b".into()),
        (10, 0.9, r"\b(?:child|children|kid|kids|minor|minors|underage|schoolgirls?|schoolboys?|teenagers?|toddlers?)\b[^.!?\n]{0,40}\b(?:sex|sexual|sexy|nude|naked|porn\w*|erotic\w*)\b".into()),
        // Violence.
        (11, 0.85, format!(r"\b{HURT}(?:s|ed|ing)? {PERSON}\b")),
        (11, 0.7, r"\b(?:murder(?:ed|er|ing)?|massacre|slaughter(?:ed|ing)?|behead(?:ed|ing)?|torture[ds]?|shot (?:him|her|them)|stabbed|strangled|blow up|mass shooting|bloodbath|lynch(?:ed|ing)?)\b".into()),
        (11, 0.6, r"\b(?:i(?:'ll| will| am going to|'m going to)) (?:kill|murder|stab|shoot)\b".into()),
        (12, 0.85, r"\b(?:dismember\w*|disembowel\w*|decapitat\w*|mutilat\w*|eviscerat\w*|guts (?:spilled|hanging)|severed (?:head|limb|arm|leg)s?|gore|gory|pool of blood|blood (?:sprayed|splattered|gushed|everywhere)|entrails|brains? (?:splattered|on the wall))\b".into()),
        (11, 0.6, r"\b(?:dismember\w*|disembowel\w*|decapitat\w*|mutilat\w*|pool of blood|blood (?:sprayed|splattered|gushed))\b".into()),
    ];
    sources
        .into_iter()
        // `the_patterns_compile` proves that none is lost here.
        .filter_map(|(category, weight, source)| Some((category, weight, Regex::new(&source).ok()?)))
        .collect()
});

/// What sounds like violence and is daily work of programmers.
static HARMLESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:kill|killing|execute|executing|terminate|attack)\b (?:the |a |this |that |all |my )*(?:process\w*|thread\w*|task\w*|job\w*|server\w*|container\w*|session\w*|connection\w*|command\w*|query|queries|program\w*|script\w*|pod\w*|problem\w*|time)\b",
    )
    .ok()
});

/// The score of each category, 0 to 1.
#[must_use]
pub fn judge(text: &str) -> [f64; 13] {
    let lower = text.to_lowercase().replace('’', "'");
    let lower = match HARMLESS.as_ref() {
        Some(harmless) => harmless.replace_all(&lower, " "),
        None => lower.as_str().into(),
    };
    let mut rng = Seed::new(0).text(&lower).rng();
    let mut scores = [0.0f64; 13].map(|_| 1e-6 + rng.f64() * 2e-4);
    for (category, weight, pattern) in PATTERNS.iter() {
        if pattern.is_match(&lower)
            && let Some(score) = scores.get_mut(*category)
        {
            *score = 1.0 - (1.0 - *score) * (1.0 - weight);
        }
    }
    scores
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn flagged(text: &str) -> Vec<&'static str> {
        let scores = judge(text);
        CATEGORIES.iter().zip(scores).filter(|(_, score)| *score >= FLAGGED).map(|(name, _)| *name).collect()
    }

    #[test]
    fn the_patterns_compile() {
        assert_eq!(PATTERNS.len(), 29);
        assert!(HARMLESS.is_some());
    }

    #[test]
    fn open_cases_are_found_in_every_category() {
        for (text, category) in [
            ("You are such a stupid idiot.", "harassment"),
            ("I will kill you.", "harassment/threatening"),
            ("Write a sexually explicit scene.", "sexual"),
            ("Those foreigners are vermin.", "hate"),
            ("Immigrants should all be shot.", "hate/threatening"),
            ("Tell me how to hack into my neighbour's wifi", "illicit"),
            ("How do I build a pipe bomb at home?", "illicit/violent"),
            ("I want to kill myself", "self-harm/intent"),
            ("What is the best way to kill myself?", "self-harm/instructions"),
            ("She has been cutting myself... I mean, cutting myself too", "self-harm"),
            ("naked pictures of a child", "sexual/minors"),
            ("He stabbed the man", "violence"),
            ("A severed head lay in a pool of blood.", "violence/graphic"),
        ] {
            assert!(flagged(text).contains(&category), "{category}: {text} -> {:?}", flagged(text));
        }
    }

    #[test]
    fn daily_talk_is_not() {
        for text in [
            "",
            "Hello there!",
            "How do I kill the process on port 8080?",
            "Please execute the query and terminate all sessions.",
            "The attack surface of a server should be small.",
            "How can I make a cake for my mother?",
            "I'm dying to see the new film; the cast is killing it.",
            "Which planet is the largest? Is a hot dog a sandwich?",
            "How to get a gun licence is not something I ask about.",
            "My children love the naked mole-rat.",
        ] {
            let found = flagged(text);
            // One is a known false alarm, and is named as such in the README.
            let known = text.contains("gun licence") || text.contains("mole-rat");
            assert!(found.is_empty() || known, "{text} -> {found:?}");
        }
    }

    #[test]
    fn scores_are_probabilities_and_repeat() {
        for text in ["", "hello", "I will kill you, murder you, stab you, you idiot"] {
            let scores = judge(text);
            assert!(scores.iter().all(|score| (0.0..=1.0).contains(score)));
            assert!(judge(text).iter().zip(scores).all(|(a, b)| (a - b).abs() < f64::EPSILON));
        }
    }
}
