//! How days are written, and read.

use super::*;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn read(text: &str) -> Option<Day> {
    day_of(text, date("2026-11-20"))
}

fn sure(text: &str) -> Option<(NaiveDate, String)> {
    let day = read(text)?;
    Some((day.reading.day(None)?, day.rest))
}

#[test]
fn days_are_read_in_common_forms() {
    for text in [
        "2026-11-28",
        "28 Nov 2026",
        "28 November 2026",
        "Saturday, 28 November 2026",
        "Sat 28 Nov 2026",
        "Nov 28, 2026",
        "November 28th, 2026",
        "28th of November 2026",
        "28.11.2026",
        "28.11.26",
        "28. November 2026",
        "Sa 28.11.2026",
        "28 novembre 2026",
        "samedi 28 novembre 2026",
        "28 de noviembre de 2026",
        "20261128",
        "2026/11/28",
        "2026.11.28",
        "46354",
        "28-Nov-26",
        "28 Nov",
        "28.11.",
        "28/11/2026",
        "11/28/2026",
        "11-28-26",
        "28/11",
        "2026 Nov 28",
    ] {
        assert_eq!(
            sure(text),
            Some((date("2026-11-28"), String::new())),
            "{text}"
        );
    }
    assert_eq!(
        sure("1er décembre 2026").map(|it| it.0),
        Some(date("2026-12-01"))
    );
    assert_eq!(sure("3 März 2027").map(|it| it.0), Some(date("2027-03-03")));
    assert_eq!(sure("5/5/2027").map(|it| it.0), Some(date("2027-05-05")));
    assert_eq!(
        sure("1 Feb").map(|it| it.0),
        Some(date("2027-02-01")),
        "the next one"
    );
    assert_eq!(sure("29 Feb").map(|it| it.0), Some(date("2028-02-29")));
    assert_eq!(sure("mañana").map(|it| it.0), Some(date("2026-11-21")));
}

#[test]
fn a_time_beside_the_day_is_kept() {
    for (text, rest) in [
        ("2026-11-28 09:00", "09:00"),
        ("2026-11-28T09:00:00", "09:00:00"),
        ("28/11/2026 9 am", "9 am"),
        ("28 Nov 2026, 9:30 pm", "9:30 pm"),
        ("28.11.2026 14h", "14h"),
        ("46354.375", "0.375"),
        ("46354,5", "0.5"),
    ] {
        assert_eq!(
            sure(text),
            Some((date("2026-11-28"), rest.to_owned())),
            "{text}"
        );
    }
    let instant = read("2026-11-28T09:00:00Z").unwrap().reading;
    assert_eq!(
        instant,
        Reading::Instant("2026-11-28T09:00:00Z".parse().unwrap())
    );
    let instant = read("2026-11-28 09:00:00+01:00").unwrap().reading;
    assert_eq!(
        instant,
        Reading::Instant("2026-11-28T08:00:00Z".parse().unwrap())
    );
}

#[test]
fn what_could_be_either_is_left_to_a_choice() {
    let day = read("3/4/2027").unwrap().reading;
    assert_eq!(day, Reading::Either(date("2027-04-03"), date("2027-03-04")));
    assert_eq!(day.day(None), None);
    assert_eq!(day.day(Some(DateOrder::DayFirst)), Some(date("2027-04-03")));
    assert_eq!(
        day.day(Some(DateOrder::MonthFirst)),
        Some(date("2027-03-04"))
    );
    let only = |text| match read(text).unwrap().reading {
        Reading::Only(order, _) => Some(order),
        _ => None,
    };
    assert_eq!(only("28/11/2026"), Some(DateOrder::DayFirst));
    assert_eq!(only("11-28-2026"), Some(DateOrder::MonthFirst));
    assert_eq!(only("3.4.2027"), None);
}

#[test]
fn what_is_no_day_is_none() {
    for text in [
        "",
        "x",
        "9",
        "9:00",
        "31.02.2027",
        "2026-13-01",
        "99/99/2026",
        "28 jui 2026",
        "28 foo 2026",
        "1234567",
        "0.5",
        "46354x",
        "28 Nov Dec 2026",
        "2026",
        "11 2026",
        "20261328",
        "99999",
        "1/2/3/4",
        "5000-01-01",
        "28/11/126",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_the_reading(text in ".{0,40}") {
        let _ = read(&text);
        let _ = looks_like_day(&text);
    }

    #[test]
    fn every_day_is_read_back_however_it_is_written(days in 0_u64..27_000) {
        let day = date("2000-01-01") + Days::new(days);
        for form in ["%Y-%m-%d", "%d %b %Y", "%A, %-d %B %Y", "%d.%m.%Y", "%B %-d, %Y", "%Y%m%d"] {
            let text = day.format(form).to_string();
            proptest::prop_assert_eq!(read(&text).and_then(|it| it.reading.day(None)), Some(day), "{}", text);
        }
        for (form, order) in [("%d/%m/%Y", DateOrder::DayFirst), ("%m/%d/%Y", DateOrder::MonthFirst)] {
            let text = day.format(form).to_string();
            let read = read(&text).map(|it| it.reading);
            proptest::prop_assert_eq!(read.and_then(|it| it.day(Some(order))), Some(day), "{}", text);
        }
    }
}
