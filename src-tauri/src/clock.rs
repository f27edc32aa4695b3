//! What this computer says of its clock: whether times are written by 12 or by 24 hours, and the day or the month of a date first.

/// The page is told before its own script is read, so that it never shows times by one clock first and then by another. Elsewhere than on Linux,
/// the web view's own locale is the computer's, and the page asks that. The order of a date is the one that quick add goes by.
pub(crate) fn told_to_page() -> String {
    let said = serde_json::Value::from(said());
    let order = serde_json::json!(desk::quick::order_here());
    format!("window.computerClock = {said};\nwindow.computerDates = {order};\n")
}

/// What was chosen in the desktop's settings, or else the locale that times are written in: `12h`, `24h`, `en-GB`.
#[cfg(target_os = "linux")]
fn said() -> String {
    chosen().unwrap_or_else(|| of_locale(|name| std::env::var(name).ok()))
}

/// Elsewhere nothing, which is the web view's own.
#[cfg(not(target_os = "linux"))]
fn said() -> String {
    String::new()
}

/// What a person or whoever looks after the computer has chosen in GNOME. A schema is looked up before it is used: over one that is missing the
/// program would be ended.
#[cfg(target_os = "linux")]
fn chosen() -> Option<String> {
    use gtk::gio::prelude::SettingsExt as _;
    use gtk::gio::{Settings, SettingsSchemaSource};

    const SCHEMA: &str = "org.gnome.desktop.interface";
    const KEY: &str = "clock-format";

    let schema = SettingsSchemaSource::default()?.lookup(SCHEMA, true)?;
    if !schema.has_key(KEY) {
        return None;
    }
    let settings = Settings::new(SCHEMA);
    let is_own = settings.user_value(KEY).is_some() || !settings.is_writable(KEY);
    believed(settings.value(KEY).str()?, is_own)
}

/// What GNOME goes by, where somebody decided it. Its own default is 24 hours in every country, so that alone says nothing unless a person set it, or it
/// cannot be set.
#[cfg(target_os = "linux")]
fn believed(clock: &str, is_own: bool) -> Option<String> {
    match clock {
        "12h" => Some(clock.to_owned()),
        "24h" if is_own => Some(clock.to_owned()),
        _ => None,
    }
}

/// The locale of times as the web view names it; 24 hours where there is none, or the one that is nobody's.
#[cfg(target_os = "linux")]
fn of_locale(variable: impl Fn(&str) -> Option<String>) -> String {
    // An empty one counts for nothing, as for the C library.
    let locale = ["LC_ALL", "LC_TIME", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|locale| !locale.is_empty())
        .unwrap_or_default();
    // `en_US.UTF-8@euro`: the encoding and the variant say nothing of the time.
    let name = locale.split(['.', '@']).next().unwrap_or_default();
    match name {
        "" | "C" | "POSIX" => "24h".to_owned(),
        name => name.replace('_', "-"),
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn locale(variables: &[(&str, &str)]) -> String {
        of_locale(|name| {
            let known = variables.iter().find(|(known, _)| *known == name);
            known.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_locale_of_times_is_asked_for_as_the_c_library_does() {
        assert_eq!(locale(&[("LANG", "en_US.UTF-8")]), "en-US");
        let mut all = vec![("LANG", "de_DE.UTF-8"), ("LC_TIME", "en_GB.UTF-8")];
        assert_eq!(locale(&all), "en-GB");
        all.push(("LC_ALL", "hi_IN"));
        assert_eq!(locale(&all), "hi-IN");
        assert_eq!(locale(&[("LC_ALL", ""), ("LANG", "sr_RS@latin")]), "sr-RS");
    }

    #[test]
    fn gnomes_own_default_is_nobodys_choice() {
        assert_eq!(believed("24h", false), None);
        assert_eq!(believed("24h", true).as_deref(), Some("24h"));
        for is_own in [false, true] {
            // An administrator's default is no user's value, and counts.
            assert_eq!(believed("12h", is_own).as_deref(), Some("12h"));
        }
        assert_eq!(believed("swatch", true), None);
    }

    #[test]
    fn without_a_locale_it_has_24_hours() {
        for known in ["", "C", "POSIX", "C.UTF-8"] {
            assert_eq!(locale(&[("LC_ALL", known), ("LANG", known)]), "24h");
        }
        assert_eq!(locale(&[]), "24h");
    }

    #[test]
    fn the_page_is_told_in_its_own_language_whatever_stands_there() {
        let told = told_to_page();
        let value = |name: &str| -> String {
            let value = (told.lines())
                .find_map(|line| line.strip_prefix(name)?.strip_suffix(';'))
                .expect("it is told");
            serde_json::from_str(value).expect("one text")
        };
        let clock = value("window.computerClock = ");
        assert!(!clock.is_empty(), "on Linux something is known always");
        assert!(["dayFirst", "monthFirst"].contains(&value("window.computerDates = ").as_str()));
    }
}
