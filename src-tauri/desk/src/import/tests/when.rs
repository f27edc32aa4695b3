//! Days and times, wherever they stand.

use super::*;

#[test]
fn the_clocks_going_back_is_a_case_and_no_guess() {
    let mut sheet = sheet("Name,Date,From,To\nAna Kos,2027-10-31,1:30,9:00\n");
    let judged = judged(&mut sheet, &facts());
    let notes: Vec<_> = judged[0]
        .1
        .planned
        .plan
        .notes
        .iter()
        .map(|note| note.code)
        .collect();
    assert_eq!(notes, [NoteCode::StartsAtFirst]);
    assert_eq!(judged[0].1.writes[0].0.start, at("2027-10-31T00:30:00Z"));
}

#[test]
fn days_and_times_are_found_wherever_they_stand() {
    for (text, start, end) in [
        (
            "Name,Start,End\nAna Kos,2026-11-30 09:00,2026-11-30 17:00\n",
            "2026-11-30T09:00:00Z",
            "2026-11-30T17:00:00Z",
        ),
        (
            "Name,Date,Time\nAna Kos,30/11/2026,9-17\n",
            "2026-11-30T09:00:00Z",
            "2026-11-30T17:00:00Z",
        ),
        (
            "Name,Date,From,Duration\nAna Kos,46356,0.375,90 min\n",
            "2026-11-30T09:00:00Z",
            "2026-11-30T10:30:00Z",
        ),
        (
            "Name,Start,Duration\nAna Kos,2026-07-01T09:00:00Z,2\n",
            "2027-07-01T09:00:00Z",
            "",
        ),
        (
            "Name,Start,Duration\nAna Kos,2027-07-01T09:00:00Z,2\n",
            "2027-07-01T09:00:00Z",
            "2027-07-01T11:00:00Z",
        ),
        (
            "Name,Date,From,To\nAna Kos,46356.375,,12:00\n",
            "2026-11-30T09:00:00Z",
            "2026-11-30T12:00:00Z",
        ),
    ] {
        let mut sheet = sheet(text);
        let judged = judged(&mut sheet, &facts());
        let write = judged[0].1.writes.first();
        if end.is_empty() {
            assert!(write.is_none(), "{text}");
            continue;
        }
        let (write, _) = write.unwrap_or_else(|| panic!("{text}: {:?}", judged[0].1.planned.plan));
        assert_eq!((write.start, write.end), (at(start), at(end)), "{text}");
    }
}

#[test]
fn several_days_are_several_reservations_or_one_of_a_group() {
    let mut sheet = sheet(
        "Name,First day,Last day,From,To,Where\n\
         Ana Kos,2026-11-30,2026-12-02,9,17,Lift\n\
         Eva Kos,2026-11-30,2026-12-02,9,17,Visitors\n",
    );
    let judged = judged(&mut sheet, &facts());
    let counts: Vec<_> = judged.iter().map(|(_, it)| it.writes.len()).collect();
    assert_eq!(counts, [3, 1]);
}

#[test]
fn which_number_is_the_day_is_told_by_the_column_or_by_somebody() {
    let mut told = sheet("Name,Date,From,To\nAna Kos,3/4/2027,9,17\nEva Kos,3/28/2027,9,17\n");
    let starts: Vec<_> = judged(&mut told, &facts())
        .iter()
        .map(|(_, it)| it.writes[0].0.start.date_naive().to_string())
        .collect();
    assert_eq!(
        starts,
        ["2027-03-04", "2027-03-28"],
        "the month comes first in the one that is sure"
    );
    assert_eq!(told.order, Some(DateOrder::MonthFirst));

    let mut open = sheet("Name,Date,From,To\nAna Kos,3/4/2027,9,17\n");
    assert_eq!(judged(&mut open, &facts())[0].1.state, ImportState::Mend);
    assert_eq!(open.either().as_deref(), Some("3/4/2027"));
    let order = DateOrder::DayFirst;
    assert!(open.change(ImportChange::Order { order }));
    let judged = judged(&mut open, &facts());
    assert_eq!(
        judged[0].1.writes[0].0.start.date_naive().to_string(),
        "2027-04-03"
    );
}

#[test]
fn lengths_count_what_their_header_says() {
    for (header, length, end) in [
        ("Minutes", "15", "09:15"),
        ("Duration (min)", "90", "10:30"),
        ("Dauer (Min.)", "90,0", "10:30"),
        ("Minuten", "45", "09:45"),
        ("durationMinutes", "45", "09:45"),
        ("DurationMin", "45", "09:45"),
        ("Minutes", "1:30", "10:30"),
        ("Minutes", "2 h", "11:00"),
        ("Minutes", "0.0625", "10:30"),
        ("Hours", "2", "11:00"),
        ("Hours", "0.25", "09:15"),
        ("Termindauer", "2", "11:00"),
    ] {
        let mut sheet = sheet(&format!(
            "Name;Date;From;{header}\nAna Kos;2026-11-30;9;{length}\n"
        ));
        let judged = judged(&mut sheet, &facts());
        assert_eq!(judged[0].0.draft.to, end, "{header}: {length}");
    }
}

#[test]
fn a_length_that_makes_no_end_is_no_time_of_day() {
    for length in ["20", "20 h", "20h", "20:00", "1000", "noon", "x"] {
        let mut sheet = sheet(&format!(
            "Name,Date,From,Duration\nAna Kos,2026-11-30,9,{length}\n"
        ));
        let judged = judged(&mut sheet, &facts());
        let problems: Vec<_> = judged[0]
            .1
            .planned
            .plan
            .problems
            .iter()
            .map(|problem| (problem.field, problem.code))
            .collect();
        assert_eq!(problems, [(Field::To, ProblemCode::BadTime)], "{length}");
    }
}
