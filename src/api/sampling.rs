//! Chance: which of several texts the model writes at a temperature.
//!
//! Owns: the weights' law. Must not know: where the texts come from.

/// Picks an option by its weight (above 0) at a temperature: the chance of each is
/// proportional to `weight^(1/temperature)`; at 0 the heaviest wins (the first of
/// equals). Returns its index; 0 when there is nothing to pick from.
#[must_use]
pub fn pick(weights: &[f64], temperature: f64, rng: &mut fastrand::Rng) -> usize {
    let Some(heaviest) = weights.iter().copied().reduce(f64::max) else { return 0 };
    if temperature <= 0.0 {
        return weights.iter().position(|weight| *weight >= heaviest).unwrap_or(0);
    }
    // Relative to the heaviest, so that tiny temperatures do not overflow.
    let chances: Vec<f64> =
        weights.iter().map(|weight| (weight / heaviest).powf(1.0 / temperature)).collect();
    let mut left = rng.f64() * chances.iter().sum::<f64>();
    for (index, chance) in chances.iter().enumerate() {
        if left < *chance {
            return index;
        }
        left -= chance;
    }
    // Rounding may leave a crumb: it belongs to the last option with a chance.
    chances.iter().rposition(|chance| *chance > 0.0).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(weights: &[f64], temperature: f64, index: usize) -> f64 {
        let mut rng = fastrand::Rng::with_seed(42);
        let hits = (0..20_000).filter(|_| pick(weights, temperature, &mut rng) == index).count();
        hits as f64 / 20_000.0
    }

    #[test]
    fn at_zero_the_heaviest_wins() {
        assert!((share(&[1.0, 3.0, 2.0], 0.0, 1) - 1.0).abs() < f64::EPSILON);
        assert!((share(&[1.0, 1.0], 0.0, 0) - 1.0).abs() < f64::EPSILON);
        assert_eq!(pick(&[], 1.0, &mut fastrand::Rng::with_seed(1)), 0);
    }

    #[test]
    fn at_one_chances_are_the_weights() {
        assert!((share(&[1.0, 3.0], 1.0, 1) - 0.75).abs() < 0.02);
    }

    #[test]
    fn heat_levels_and_cold_sharpens() {
        assert!((share(&[1.0, 4.0], 2.0, 1) - 2.0 / 3.0).abs() < 0.02);
        assert!((share(&[1.0, 4.0], 0.5, 1) - 16.0 / 17.0).abs() < 0.02);
        assert!((share(&[1.0, 4.0], 0.001, 1) - 1.0).abs() < f64::EPSILON);
    }
}
