//! Many measurements of one thing.

use std::time::Duration;

/// Measurements, the smallest first.
#[derive(Clone, Debug)]
pub(crate) struct Samples(Vec<f64>);

impl Samples {
    /// Takes any numbers.
    pub(crate) fn new(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        Self(values)
    }

    /// Takes durations, as milliseconds.
    pub(crate) fn millis(values: impl IntoIterator<Item = Duration>) -> Self {
        Self::new(
            values
                .into_iter()
                .map(|value| value.as_secs_f64() * 1e3)
                .collect(),
        )
    }

    /// The value that this share of all, from 0 to 1, does not pass; 0 of none.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a place among some thousands"
    )]
    pub(crate) fn quantile(&self, share: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        let place = (share * last as f64).round() as usize;
        self.0.get(place.min(last)).copied().unwrap_or_default()
    }

    /// The one in the middle.
    pub(crate) fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// The one that 99 in 100 do not pass.
    pub(crate) fn p99(&self) -> f64 {
        self.quantile(0.99)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_taken_of_the_values_in_order() {
        let samples = Samples::new((1..=101).rev().map(f64::from).collect());
        assert!((samples.median() - 51.0).abs() < f64::EPSILON);
        assert!((samples.p99() - 100.0).abs() < f64::EPSILON);
        assert!(Samples::new(Vec::new()).median().abs() < f64::EPSILON);
        let millis = Samples::millis([Duration::from_micros(1500)]);
        assert!((millis.p99() - 1.5).abs() < f64::EPSILON);
    }
}
