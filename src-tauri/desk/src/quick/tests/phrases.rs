//! What people type, and what is understood of it.

use super::Reception;

/// What the phrases are made of, for others to be made of.
pub(super) const WORDS: &[&str] = &[
    "lin",
    "ngu",
    "ana",
    "mon",
    "friday",
    "may",
    "tomorrow",
    "today",
    "fri",
    "next",
    "tue",
    "mon-fri",
    "5/12",
    "5",
    "dec",
    "2026-12-05",
    "29/2",
    "in",
    "3",
    "days",
    "9-5",
    "9",
    "to",
    "9am-5pm",
    "14:00",
    "1430",
    "half",
    "noon",
    "20",
    "min",
    "for",
    "2h",
    "till",
    "6",
    "all",
    "day",
    "front",
    "door",
    "3rd",
    "floor",
    "server",
    "room",
    "visitors",
    "\"front door\"",
    "\"",
    "pin",
    "with",
    "every",
    "weekly",
    "31",
    "jan",
    "and",
    "a",
    "é",
    "–",
    "🙂",
    "01:30",
    "02:30-03:30",
    "00:00",
    "24:00",
    "midnight",
    "now",
    "from",
    "weekdays",
    "x5",
    "ngu,",
    "harbour",
    "house",
    "9999",
    "0",
    "quarter",
    "past",
];

const PHRASES: &[(&str, &str)] = &[
    // Who, when and where, in any order.
    (
        "lin ngu tomorrow 9-5 front door 3rd floor",
        "Linh Nguyễn · 2026-12-04 09:00-17:00 · doors 1 3",
    ),
    (
        "tomorrow 9-5 lin ngu front door",
        "Linh Nguyễn · 2026-12-04 09:00-17:00 · doors 1",
    ),
    (
        "front door lin ngu 9-5 tomorrow",
        "Linh Nguyễn · 2026-12-04 09:00-17:00 · doors 1",
    ),
    (
        "ngu lin tomorrow 9-5",
        "Linh Nguyễn · 2026-12-04 09:00-17:00",
    ),
    (
        "Nguyen, Linh tomorrow, 9-5",
        "Linh Nguyễn · 2026-12-04 09:00-17:00",
    ),
    (
        "lihn nguyen tomorrow 9-5",
        "Linh Nguyễn · 2026-12-04 09:00-17:00",
    ),
    ("swiatek 2pm", "Marta Świątek · 2026-12-03 14:00"),
    (
        "jean-luc oneill 3-4",
        "Jean-Luc O’Neill · 2026-12-03 15:00-16:00",
    ),
    ("book ana for tomorrow at 9", "Ana Kos · 2026-12-04 09:00"),
    // Days.
    ("ana today", "Ana Kos · 2026-12-03"),
    ("ana tmrw 9-5", "Ana Kos · 2026-12-04 09:00-17:00"),
    ("ana fri", "Ana Kos · 2026-12-04"),
    ("ana friday", "Ana Kos · 2026-12-04"),
    ("ana on thursday", "Ana Kos · 2026-12-03"),
    ("ana next thu", "Ana Kos · 2026-12-10"),
    ("ana next tue", "Ana Kos · 2026-12-08"),
    ("ana tue", "Ana Kos · 2026-12-08"),
    ("ana this sat", "Ana Kos · 2026-12-05"),
    ("ana fri week", "Ana Kos · 2026-12-11"),
    ("ana mon next week", "Ana Kos · 2026-12-07"),
    ("ana the day after tomorrow", "Ana Kos · 2026-12-05"),
    ("ana in 3 days", "Ana Kos · 2026-12-06"),
    ("ana in a week", "Ana Kos · 2026-12-10"),
    ("ana in 2 weeks", "Ana Kos · 2026-12-17"),
    ("ana 5/12", "Ana Kos · 2026-12-05"),
    ("ana 5/12/26", "Ana Kos · 2026-12-05"),
    ("ana 05/12/2026 9-5", "Ana Kos · 2026-12-05 09:00-17:00"),
    ("ana 1/12", "Ana Kos · 2027-12-01"),
    ("ana 5 dec", "Ana Kos · 2026-12-05"),
    ("ana dec 5", "Ana Kos · 2026-12-05"),
    ("ana 5th of december", "Ana Kos · 2026-12-05"),
    ("ana dec 5th 2027", "Ana Kos · 2027-12-05"),
    ("ana sat 5 dec 9-5", "Ana Kos · 2026-12-05 09:00-17:00"),
    ("ana 2026-12-05", "Ana Kos · 2026-12-05"),
    ("ana 5.12.2026", "Ana Kos · 2026-12-05"),
    ("ana on the 7th", "Ana Kos · 2026-12-07"),
    ("ana 2nd", "Ana Kos · 2027-01-02"),
    ("ana 29 feb", "Ana Kos · 2028-02-29"),
    // Several days.
    (
        "ana mon-fri 9-5",
        "Ana Kos · 2026-12-07 to 2026-12-11 09:00-17:00",
    ),
    (
        "ana mon to fri 9 to 5",
        "Ana Kos · 2026-12-07 to 2026-12-11 09:00-17:00",
    ),
    ("ana mon–fri", "Ana Kos · 2026-12-07 to 2026-12-11"),
    ("ana thu-fri", "Ana Kos · 2026-12-03 to 2026-12-04"),
    ("ana 5-9 dec", "Ana Kos · 2026-12-05 to 2026-12-09"),
    ("ana dec 5-9", "Ana Kos · 2026-12-05 to 2026-12-09"),
    ("ana 30 dec - 3 jan", "Ana Kos · 2026-12-30 to 2027-01-03"),
    (
        "ana 5/12 to 9/12 9-5",
        "Ana Kos · 2026-12-05 to 2026-12-09 09:00-17:00",
    ),
    (
        "ana tomorrow till mon 9-5",
        "Ana Kos · 2026-12-04 to 2026-12-07 09:00-17:00",
    ),
    (
        "ana mon next week till wed next week",
        "Ana Kos · 2026-12-07 to 2026-12-09",
    ),
    (
        "ana next tue-fri 9-5",
        "Ana Kos · 2026-12-08 to 2026-12-11 09:00-17:00",
    ),
    ("ana mon for 3 days", "Ana Kos · 2026-12-07 to 2026-12-09"),
    // Times.
    ("ana tomorrow 9am-5pm", "Ana Kos · 2026-12-04 09:00-17:00"),
    ("ana tomorrow 9 - 5", "Ana Kos · 2026-12-04 09:00-17:00"),
    (
        "ana tomorrow from 9 till 5",
        "Ana Kos · 2026-12-04 09:00-17:00",
    ),
    (
        "ana tomorrow between 2 and 4",
        "Ana Kos · 2026-12-04 14:00-16:00",
    ),
    ("ana 1-5pm", "Ana Kos · 2026-12-03 13:00-17:00"),
    ("ana tomorrow 12pm", "Ana Kos · 2026-12-04 12:00"),
    ("ana tomorrow 12am", "Ana Kos · 2026-12-04 00:00"),
    ("ana tomorrow 12pm-2pm", "Ana Kos · 2026-12-04 12:00-14:00"),
    ("ana tomorrow 8pm-12am", "Ana Kos · 2026-12-04 20:00-24:00"),
    ("ana tomorrow 9:30 am", "Ana Kos · 2026-12-04 09:30"),
    (
        "ana tomorrow 9:30 am to 12:15 pm",
        "Ana Kos · 2026-12-04 09:30-12:15",
    ),
    (
        "ana tomorrow 11:30\u{a0}am – 1:00\u{a0}pm",
        "Ana Kos · 2026-12-04 11:30-13:00",
    ),
    (
        "ana tomorrow 1:00 pm – midnight",
        "Ana Kos · 2026-12-04 13:00-24:00",
    ),
    ("ana 14:00", "Ana Kos · 2026-12-03 14:00"),
    ("ana 14:00-15:30", "Ana Kos · 2026-12-03 14:00-15:30"),
    ("ana 1430", "Ana Kos · 2026-12-03 14:30"),
    ("ana tomorrow 0900", "Ana Kos · 2026-12-04 09:00"),
    ("ana half 11", "Ana Kos · 2026-12-03 11:30"),
    ("ana half past 2", "Ana Kos · 2026-12-03 14:30"),
    ("ana quarter to 4", "Ana Kos · 2026-12-03 15:45"),
    (
        "ana tomorrow half 9 to half 10",
        "Ana Kos · 2026-12-04 09:30-10:30",
    ),
    ("ana at noon", "Ana Kos · 2026-12-03 12:00"),
    ("ana 3 o'clock", "Ana Kos · 2026-12-03 15:00"),
    ("ana tomorrow 9", "Ana Kos · 2026-12-04 09:00"),
    ("ana @ 11", "Ana Kos · 2026-12-03 11:00"),
    ("ana now", "Ana Kos · 2026-12-03 10:02"),
    ("ana in 20 min for 2h", "Ana Kos · 2026-12-03 10:22-12:22"),
    (
        "ana today in 20 min for 2h",
        "Ana Kos · 2026-12-03 10:22-12:22",
    ),
    ("ana in 20 min today", "Ana Kos · 2026-12-03 10:22"),
    ("ana tomorrow in 20 min", "Ana Kos · 2026-12-04 ?in 20 min"),
    ("ana in 20 minutes", "Ana Kos · 2026-12-03 10:22"),
    (
        "ana in half an hour for 90 min",
        "Ana Kos · 2026-12-03 10:32-12:02",
    ),
    ("ana in an hour", "Ana Kos · 2026-12-03 11:02"),
    ("ana for 90 min", "Ana Kos · 2026-12-03 10:05-11:35"),
    ("ana tomorrow 9 for 2h", "Ana Kos · 2026-12-04 09:00-11:00"),
    (
        "ana tomorrow for 2 hours",
        "Ana Kos · 2026-12-04 09:00-11:00",
    ),
    ("ana 2pm for 1h30", "Ana Kos · 2026-12-03 14:00-15:30"),
    ("ana till 6", "Ana Kos · 2026-12-03 10:05-18:00"),
    ("ana tomorrow till 6", "Ana Kos · 2026-12-04 09:00-18:00"),
    ("ana from 2 till 5", "Ana Kos · 2026-12-03 14:00-17:00"),
    ("ana tomorrow all day", "Ana Kos · 2026-12-04 09:00-17:00"),
    ("ana tomorrow morning", "Ana Kos · 2026-12-04 09:00-12:00"),
    ("ana this afternoon", "Ana Kos · 2026-12-03 13:00-17:00"),
    ("ana 8-9", "Ana Kos · 2026-12-04 08:00-09:00"),
    (
        "ana tomorrow 8pm-midnight",
        "Ana Kos · 2026-12-04 20:00-24:00",
    ),
    // Places.
    ("ana tomorrow front", "Ana Kos · 2026-12-04 · doors 1"),
    ("ana front door", "Ana Kos · doors 1"),
    ("ana fri 3rd floor", "Ana Kos · 2026-12-04 · doors 3"),
    (
        "ana 9-5 third floor and front door",
        "Ana Kos · 2026-12-03 09:00-17:00 · doors 3 1",
    ),
    ("ana fri cafe", "Ana Kos · 2026-12-04 · doors 5"),
    ("ana fri meeting room", "Ana Kos · 2026-12-04 · doors 4"),
    (
        "ana fri via \"Front Door\"",
        "Ana Kos · 2026-12-04 · doors 1",
    ),
    ("ana fri \"front\"", "Ana Kos · 2026-12-04 ?\"front\""),
    (
        "ana fri mill works server room",
        "Ana Kos · 2026-12-04 · doors 7",
    ),
    ("ana fri server room", "Ana Kos · 2026-12-04 ~server room"),
    (
        "ana mon-fri visitors",
        "Ana Kos · 2026-12-07 to 2026-12-11 · groups 15",
    ),
    (
        "ana mon-fri event guests contractor",
        "Ana Kos · 2026-12-07 to 2026-12-11 · groups 20 16",
    ),
    (
        "ana fri front door visitors",
        "Ana Kos · 2026-12-04 · doors 1 ~visitors",
    ),
    // What comes again.
    (
        "ana every mon 9-5",
        "Ana Kos · 2026-12-07 09:00-17:00 · weekly 1 [1] x10",
    ),
    (
        "ana every tue, thu 9-10",
        "Ana Kos · 2026-12-03 09:00-10:00 · weekly 1 [2, 4] x10",
    ),
    (
        "ana weekly till 31 jan 9-10",
        "Ana Kos · 2026-12-03 09:00-10:00 · weekly 1 [] 2027-01-31",
    ),
    (
        "ana every weekday until 18 dec",
        "Ana Kos · 2026-12-03 · weekdays 2026-12-18",
    ),
    (
        "ana fortnightly from 7 dec x5",
        "Ana Kos · 2026-12-07 · weekly 2 [] x5",
    ),
    (
        "ana every 3 weeks 2pm",
        "Ana Kos · 2026-12-03 14:00 · weekly 3 [] x10",
    ),
    (
        "ana daily for 2 weeks",
        "Ana Kos · 2026-12-03 · daily 2026-12-16",
    ),
    (
        "ana daily for 3 days 9-10",
        "Ana Kos · 2026-12-03 09:00-10:00 · daily 2026-12-05",
    ),
    (
        "ana daily mon-fri 9-5",
        "Ana Kos · 2026-12-07 09:00-17:00 · daily 2026-12-11",
    ),
    (
        "ana weekly from 7 dec to 31 jan 9-10",
        "Ana Kos · 2026-12-07 09:00-10:00 · weekly 1 [] 2027-01-31",
    ),
    (
        "ana till fri daily 9-10",
        "Ana Kos · 2026-12-03 09:00-10:00 · daily 2026-12-04",
    ),
    (
        "ana daily x5 for 3 days",
        "Ana Kos · 2026-12-03 · daily x5 ?for 3 days",
    ),
    (
        "ana for 3 days daily x5",
        "Ana Kos · 2026-12-03 · daily 2026-12-05 ?x5",
    ),
    (
        "ana monthly 6 times",
        "Ana Kos · 2026-12-03 · monthlybydate x6",
    ),
    // Several people, somebody new, a PIN.
    (
        "ana and marta tomorrow 9-5",
        "Ana Kos and Marta Świątek · 2026-12-04 09:00-17:00",
    ),
    (
        "lin ngu & ana kos fri",
        "Linh Nguyễn and Ana Kos · 2026-12-04",
    ),
    (
        "Zebedee Quux tomorrow 9-5 pin",
        "new Zebedee Quux · 2026-12-04 09:00-17:00 · pin",
    ),
    (
        "Zebedee Quux fri with a pin front door",
        "new Zebedee Quux · 2026-12-04 · doors 1 · pin",
    ),
    ("tomorrow 9-5", "2026-12-04 09:00-17:00"),
    ("front door tomorrow", "2026-12-04 · doors 1"),
    // What is not understood is said.
    (
        "ana kos tomorrow 9-5 urgentissimo",
        "Ana Kos · 2026-12-04 09:00-17:00 ?urgentissimo",
    ),
    (
        "ana kos urgentissimo tomorrow 9-5",
        "Ana Kos · 2026-12-04 09:00-17:00 ?urgentissimo",
    ),
    (
        "ana tomorrow 9-5 fri",
        "Ana Kos · 2026-12-04 09:00-17:00 ?fri",
    ),
    (
        "ana tomorrow 9-5 2pm",
        "Ana Kos · 2026-12-04 09:00-17:00 ?2pm",
    ),
    (
        "ana tomorrow 9-5 with marta",
        "Ana Kos · 2026-12-04 09:00-17:00 ?with marta",
    ),
    // What is no booking.
    ("ana", "-"),
    ("ana kos", "-"),
    ("lin 4711", "-"),
    ("020 7946 0020", "-"),
    ("+44 1430 900123", "-"),
    ("tom kos", "-"),
    ("", "-"),
];

#[test]
fn what_people_type_is_understood() {
    let here = Reception::new();
    let wrong: Vec<String> = PHRASES
        .iter()
        .map(|(text, read)| (text, here.line(text), read))
        .filter(|(_, found, read)| found != *read)
        .map(|(text, found, read)| format!("{text}\n   is read {found}\n   and not {read}"))
        .collect();
    assert!(PHRASES.len() >= 80);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
