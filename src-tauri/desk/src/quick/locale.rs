//! Which of two numbers is the day, as this computer writes dates.

use crate::import::DateOrder;

/// The order of the computer's own region: the month first in the United States, the day first elsewhere.
#[must_use]
pub fn order_here() -> DateOrder {
    order_of(&name_here())
}

/// The locale by which dates are written: the first that is set, as POSIX has it.
#[cfg(not(any(windows, target_os = "macos")))]
fn name_here() -> String {
    ["LC_ALL", "LC_TIME", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .unwrap_or_default()
}

#[cfg(any(windows, target_os = "macos"))]
fn name_here() -> String {
    sys_locale::get_locale().unwrap_or_default()
}

/// `en_US.UTF-8`, `en-US`, `es_US`: the region decides, whatever the language.
fn order_of(locale: &str) -> DateOrder {
    let name = locale.split(['.', '@']).next().unwrap_or_default();
    let american = name
        .split(['_', '-'])
        .skip(1)
        .any(|part| part.eq_ignore_ascii_case("US"));
    if american {
        DateOrder::MonthFirst
    } else {
        DateOrder::DayFirst
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_month_comes_first_in_the_united_states_alone() {
        for name in ["en_US.UTF-8", "en-US", "es_US", "en_US@euro", "en-Latn-US"] {
            assert_eq!(order_of(name), DateOrder::MonthFirst, "{name}");
        }
        for name in [
            "",
            "C",
            "C.UTF-8",
            "POSIX",
            "en_GB.UTF-8",
            "en",
            "de_DE",
            "us",
            "en_AU",
        ] {
            assert_eq!(order_of(name), DateOrder::DayFirst, "{name}");
        }
    }
}
