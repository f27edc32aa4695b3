//! The figures as a table to read.

use std::collections::BTreeMap;
use std::fmt;

use super::figures::{Figures, Spread, kinds};

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} desks on {} accounts for {:.0} hours: {} bookings, {} cancelled",
            self.desks, self.accounts, self.hours, self.bookings, self.cancellings
        )?;
        writeln!(f, "\nRequests of a desk in an hour")?;
        for kind in kinds() {
            if let Some(mean) = self.by_kind.get(kind) {
                writeln!(f, "  {kind:<24}{mean:>8.1}")?;
            }
        }
        writeln!(f, "  {:<24}{:>8.1}", "all", self.a_desk_hour)?;
        row(f, "by desk and hour", &self.desk_hours)?;
        let busiest = listed(&self.busiest);
        writeln!(f, "  the most of them           {busiest}")?;
        let seconds = &self.seconds;
        writeln!(f, "\nRequests in a second, of all desks")?;
        let rate = |f: &mut fmt::Formatter<'_>, name: &str, value: f64, of: String| {
            let against = value / seconds.mean;
            writeln!(f, "  {name:<28}{value:>8.1}  {against:>5.2}x{of}")
        };
        rate(f, "mean", seconds.mean, String::new())?;
        let ten = seconds.worst_ten_after_power;
        rate(f, "worst 10 s after the power cut", ten, String::new())?;
        for (name, second) in [
            ("worst after the power cut", &seconds.worst_after_power),
            ("worst after a refusal", &seconds.worst_after_refusal),
            ("worst else", &seconds.worst_else),
        ] {
            let of = format!("  at {}: {}", second.at, listed(&second.by_kind));
            rate(f, name, second.requests, of)?;
        }
        writeln!(f, "\n429")?;
        for (kind, count) in &self.refused {
            writeln!(f, "  {kind:<24}{count:>8}")?;
        }
        for refused in &self.refusals {
            let told = if refused.says_how_long {
                "with"
            } else {
                "without"
            };
            let asked = refused.asked_against_mean;
            writeln!(
                f,
                "  a minute of them {told} Retry-After: {asked:.2}x the requests of others"
            )?;
            row(f, "answered again after (s)", &refused.back)?;
        }
        writeln!(
            f,
            "\nFrom DoorFlow's yes at one desk to the list at another (s)"
        )?;
        row(f, "all bookings", &self.seen)?;
        row(f, "group reservations", &self.seen_group)?;
        writeln!(f, "\nPromised")?;
        for promise in &self.promises {
            let kept = if promise.is_kept() { "kept" } else { "BROKEN" };
            let (what, is, most) = (promise.what, promise.is, promise.at_most);
            writeln!(f, "  {what:<56}{is:>8.2} of {most:>4}  {kept}")?;
        }
        Ok(())
    }
}

fn row(f: &mut fmt::Formatter<'_>, name: &str, spread: &Spread) -> fmt::Result {
    writeln!(
        f,
        "  {name:<26} median {:.1}, p99 {:.1}, most {:.1} (of {})",
        spread.median, spread.p99, spread.most, spread.count
    )
}

/// What requests were for, in words.
fn listed(by_kind: &BTreeMap<&str, u32>) -> String {
    let kinds: Vec<String> = by_kind
        .iter()
        .map(|(kind, count)| format!("{count} {kind}"))
        .collect();
    kinds.join(", ")
}
