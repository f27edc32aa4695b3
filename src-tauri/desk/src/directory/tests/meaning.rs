//! Who is found with slips, in other scripts, by numbers from abroad, and among those who come often.

use super::*;

#[test]
fn two_slips_are_forgiven_in_a_long_word_where_nobody_else_is_meant() {
    let directory = named(&[("Ewa", "Kowalczyk"), ("Jan", "Nowak")]);
    for text in ["kwoalczik", "kwlczyk ewa", "koawlcyk"] {
        assert_eq!(names(&directory, text), ["Ewa Kowalczyk"], "{text}");
    }
    assert_eq!(
        names(&directory, "nwka"),
        [""; 0],
        "four letters, two slips"
    );
    let wang = named(&[("Wei", "Wang")]);
    assert_eq!(
        names(&wang, "wng"),
        ["Wei Wang"],
        "a word of four that lacks one"
    );
    let hit = wang.find("wng", 0, 1, now()).hits.remove(0);
    assert_eq!(marked(&hit.name, &hit.name_spans), ["Wang"]);
    let thora = named(&[("Þóra", "Lærke")]);
    assert_eq!(
        names(&thora, "xóra lræke"),
        ["Þóra Lærke"],
        "a letter that folds to two is one letter"
    );
}

#[test]
fn names_are_found_as_they_are_written_together() {
    let directory = named(&[("小明", "王"), ("민준", "김")]);
    for (text, name, marks) in [
        ("王小明", "小明 王", ["小明", "王"]),
        ("王小", "小明 王", ["小", "王"]),
        ("김민준", "민준 김", ["민준", "김"]),
    ] {
        let hits = directory.find(text, 0, 9, now()).hits;
        assert_eq!(
            hits.iter().map(|hit| hit.name.as_str()).collect::<Vec<_>>(),
            [name],
            "{text}"
        );
        assert_eq!(marked(name, &hits[0].name_spans), marks, "{text}");
    }
    let arabic = named(&[("أَحْمَد", "فاطمة")]);
    assert_eq!(names(&arabic, "احمد فاطمه").len(), 1);
    assert_eq!(names(&named(&[("ハナコ", "")]), "はなこ").len(), 1);
}

#[test]
fn an_address_is_looked_for_among_addresses() {
    let with = |id, first: &str, email: &str| Entry {
        email: email.to_owned(),
        ..person(id, first, "Star")
    };
    let directory = directory(vec![
        with(1, "Anna", "x@star.example"),
        with(2, "Bo", "an@star.example"),
    ]);
    assert_eq!(names(&directory, "an@star"), ["Bo Star"]);
    assert_eq!(names(&directory, "an@star.example")[0], "Bo Star");
    assert_eq!(names(&directory, "an star")[0], "Anna Star");
}

#[test]
fn a_phone_number_is_found_from_home_and_abroad() {
    let with = |id, mobile: &str| Entry {
        mobile: mobile.to_owned(),
        ..person(id, "P", &format!("Q{id}"))
    };
    let directory = directory(vec![with(1, "07700 900123"), with(2, "+44 7700 900456")]);
    for (text, name) in [
        ("+44 7700 900123", "P Q1"),
        ("0044 (0)7700-900-123", "P Q1"),
        ("07700 900456", "P Q2"),
        ("90 04 56", "P Q2"),
    ] {
        assert_eq!(names(&directory, text), [name], "{text}");
    }
}

#[test]
fn who_was_booked_here_lately_comes_before_strangers() {
    let mut directory = named(&[("Ann", "Able"), ("Ann", "Zoe"), ("Ann", "")]);
    directory.booked([PersonId::from(2), PersonId::from(9)]);
    assert_eq!(names(&directory, "ann"), ["Ann", "Ann Zoe", "Ann Able"]);
    directory.upsert([person(9, "Ann", "Young"), person(2, "Ann", "Zorn")].into_iter());
    assert_eq!(
        names(&directory, "ann"),
        ["Ann", "Ann Young", "Ann Zorn", "Ann Able"],
        "also as they change"
    );
}
