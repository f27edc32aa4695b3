//! Who is found, in which order, and what is marked.

use super::*;

/// One person with something in every field, among others.
fn office() -> Directory {
    let ada = Entry {
        email: "ada.lovelace@analytical.example".to_owned(),
        department: "Research & Development".to_owned(),
        job_title: "Countess".to_owned(),
        system_id: "EMP-00417".to_owned(),
        mobile: "+44 (0)7700 900-123".to_owned(),
        telephone: "020 7946 0018".to_owned(),
        ..person(1, "Ada", "Lovelace")
    };
    directory(vec![
        ada,
        person(2, "Grace", "Hopper"),
        person(3, "Lova", "Adams"),
    ])
}

#[test]
fn any_part_of_a_name_in_any_order_finds_it() {
    for text in [
        "ada",
        "love",
        "lovelace ada",
        "ada lov",
        "ace",
        "LACE, A",
        "a l",
        " ada   ",
    ] {
        assert!(
            names(&office(), text).contains(&"Ada Lovelace".to_owned()),
            "{text}"
        );
    }
    assert_eq!(names(&office(), "lovelace grace"), [""; 0]);
    assert_eq!(names(&office(), "xyz"), [""; 0]);
}

#[test]
fn initials_find_a_name_after_those_that_begin_so() {
    let directory = named(&[
        ("Ada", "Lovelace"),
        ("Alma", "Reed"),
        ("Lou", "von Arx"),
        ("John F.", "Kennedy"),
        ("Grace", "Hopper"),
    ]);
    for text in ["al", "AL", "a.l."] {
        assert_eq!(
            names(&directory, text),
            ["Alma Reed", "Ada Lovelace", "Lou von Arx"],
            "{text}"
        );
    }
    assert_eq!(names(&directory, "jfk"), ["John F. Kennedy"]);
    let hit = directory.find("jfk", 0, 1, now()).hits.remove(0);
    assert_eq!(marked(&hit.name, &hit.name_spans), ["J", "F", "K"]);
}

#[test]
fn accents_case_hyphens_and_apostrophes_do_not_matter_on_either_side() {
    for (first, last, texts) in [
        ("Łukasz", "Żółć", &["lukasz zolc", "ŁUKASZ", "żółć"][..]),
        ("Søren", "Weiß", &["soren weiss", "søren", "WEISS", "weiß"]),
        ("Soren", "Weiss", &["søren weiß"]),
        (
            "Anne-Marie",
            "O’Neill",
            &[
                "annemarie",
                "anne marie",
                "marie",
                "oneill",
                "o'neill",
                "neill",
            ],
        ),
        (
            "Anne Marie",
            "van den Berg",
            &["anne-marie", "annemarie", "vandenberg", "den berg", "berg"],
        ),
        ("Işıl", "İnan", &["isil inan", "IŞIL", "ışıl"]),
        (
            "Jose\u{301}",
            "Ñandu\u{301}",
            &["josé", "jose nandu", "ñandú"],
        ),
        ("Þóra", "Đukić", &["thora", "dukic", "ÞÓRA"]),
        ("小明", "王", &["王", "明", "小明 王"]),
        ("Ольга", "Петрова", &["петр", "ОЛЬГА", "тров"]),
        ("민준", "김", &["김", "민준", "민"]),
    ] {
        let found = named(&[(first, last), ("Grace", "Hopper")]);
        for text in texts {
            assert_eq!(names(&found, text), [format!("{first} {last}")], "{text}");
        }
    }
}

#[test]
fn every_other_field_finds_its_person() {
    for text in [
        "ada.lovelace@ana",
        "analytical",
        "@analytical.example",
        "research",
        "development ada",
        "countess",
        "emp-00417",
        "EMP00417",
        "00417",
        "417",
        "07700 900123",
        "7700 900 123",
        "77009 00123",
        "+44 7700 900123",
        "+44 (0)7700 900123",
        "900-123",
        "020 7946 0018",
        "02079 460018",
        "20 7946",
        "ada 7946",
    ] {
        assert_eq!(names(&office(), text), ["Ada Lovelace"], "{text}");
    }
}

#[test]
fn the_better_match_comes_first() {
    let mut people = vec![
        person(1, "Omar", "Zed"),
        person(2, "Mary", "Young"),
        person(3, "Mar", "Xu"),
        person(4, "Mar", "Blocked"),
        person(5, "Quentin", "Marsh"),
        Entry {
            department: "Marketing".to_owned(),
            ..person(6, "Ann", "Able")
        },
        Entry {
            email: "dot.mar@example.org".to_owned(),
            ..person(7, "Ann", "Baker")
        },
        Entry {
            department: "Mar".to_owned(),
            ..person(8, "Ann", "Zoe")
        },
    ];
    people[3].enabled = false;
    assert_eq!(
        names(&directory(people), "mar"),
        [
            "Mar Xu",
            "Mary Young",
            "Quentin Marsh",
            "Ann Baker",
            "Ann Zoe",
            "Ann Able",
            "Omar Zed",
            "Mar Blocked"
        ]
    );
}

#[test]
fn with_nothing_to_search_for_it_is_everybody_by_name() {
    let mut people = vec![
        person(1, "Zoë", "Ash"),
        person(2, "Álvaro", "Cruz"),
        person(3, "Alva", "Young"),
        person(4, "anna", "b"),
        person(5, "Anna", "A"),
        person(6, "Øystein", "Dahl"),
        person(7, "Ольга", "Ким"),
    ];
    people[4].enabled = false;
    let directory = directory(people);
    let all = [
        "Alva Young",
        "Álvaro Cruz",
        "Anna A",
        "anna b",
        "Øystein Dahl",
        "Zoë Ash",
        "Ольга Ким",
    ];
    for text in ["", "  ", "-"] {
        assert_eq!(names(&directory, text), all);
    }
    let page = directory.find("", 2, 3, now());
    assert_eq!(
        page.hits.iter().map(|hit| &hit.name).collect::<Vec<_>>(),
        all[2..5].iter().collect::<Vec<_>>()
    );
    assert_eq!((page.total, page.people), (7, 7));
    assert_eq!(directory.find("", 6, usize::MAX, now()).hits.len(), 1);
    assert_eq!(directory.find("", usize::MAX, 5, now()).hits, []);
    assert_eq!(directory.find("", 0, 0, now()).total, 7);
}

#[test]
fn a_slip_is_forgiven_when_few_are_found() {
    let directory = named(&[
        ("Katherine", "Johnson"),
        ("Jon", "Smith"),
        ("Петр", "Петров"),
    ]);
    for text in [
        "jonhson",
        "jhnson",
        "johnsson",
        "katerine",
        "kath johmson",
        "lohnson",
    ] {
        assert_eq!(names(&directory, text), ["Katherine Johnson"], "{text}");
    }
    assert_eq!(names(&directory, "петоов"), ["Петр Петров"]);
    assert_eq!(
        names(&directory, "jom"),
        [""; 0],
        "three letters are too few"
    );
    assert_eq!(
        names(&directory, "jomsin"),
        [""; 0],
        "two slips are too many"
    );
    let many = ["Ash", "Bell", "Cole", "Dean", "Eve"].map(|last| ("Marta", last));
    let mut people = many.to_vec();
    people.push(("Marat", "Aziz"));
    assert_eq!(
        names(&named(&people), "marta").len(),
        5,
        "enough are meant exactly"
    );
    assert_eq!(
        names(&named(&people[1..]), "marta").last().unwrap(),
        "Marat Aziz"
    );
}

#[test]
fn what_matched_is_marked_as_it_is_written() {
    let hit = |first: &str, last: &str, text: &str| {
        let hit = named(&[(first, last)])
            .find(text, 0, 1, now())
            .hits
            .remove(0);
        marked(&hit.name, &hit.name_spans)
    };
    assert_eq!(hit("Łukasz", "Żółć", "zol luk"), ["Łuk", "Żół"]);
    assert_eq!(
        hit("🦀 Jose\u{301}", "O’Neill-Weiß", "jose oneillweis"),
        ["Jose\u{301}", "O’Neill-Weiß"]
    );
    assert_eq!(
        hit("Anna", "Hanna", "ann"),
        ["Ann"],
        "the beginning of a word, not the part of one"
    );
    assert_eq!(hit("Johanna", "Hanna", "anna"), ["anna", "anna"]);
    assert_eq!(hit("Anna", "Annan", "ann"), ["Ann", "Ann"]);
    assert_eq!(hit("Ann", "Lee", "annn lee"), ["Ann", "Lee"]);
    assert_eq!(hit("Katherine", "Johnson", "jonhs"), ["Johns"]);
    assert_eq!(hit("", "Prince", "prin"), ["Prin"]);
}

#[test]
fn the_line_begins_with_what_matched() {
    let line = |text: &str| {
        let hit = office().find(text, 0, 1, now()).hits.remove(0);
        let marks = marked(&hit.line, &hit.line_spans);
        (hit.line, marks)
    };
    let usual = "Research & Development · ada.lovelace@analytical.example · EMP-00417";
    assert_eq!(line("ada lovelace"), (usual.to_owned(), vec![]));
    let (text, marks) = line("00417");
    assert!(text.starts_with("EMP-00417 · Research"), "{text}");
    assert_eq!(marks, ["00417"]);
    let (text, marks) = line("countess lovelace@ana");
    assert!(
        text.starts_with("Countess · ada.lovelace@analytical.example · EMP"),
        "{text}"
    );
    assert_eq!(marks, ["Countess", "lovelace@ana"]);
    let (text, marks) = line("020 7946");
    assert!(text.starts_with("020 7946 0018 · Research"), "{text}");
    assert_eq!(marks, ["020", "7946"]);
    let (_, marks) = line("0044 7700 9001");
    assert_eq!(marks, ["44 (0)7700 900-1"]);
    let (text, marks) = line("7700900");
    assert!(text.starts_with("+44 (0)7700 900-123 · "), "{text}");
    assert_eq!(marks, ["7700 900"]);
}

#[test]
fn a_person_who_cannot_be_booked_says_why() {
    let mut people = vec![
        person(1, "A", ""),
        person(2, "B", ""),
        person(3, "C", ""),
        person(4, "D", ""),
    ];
    people[0].enabled = false;
    people[1].valid_to = Some(now());
    people[2].valid_from = Some(now() + chrono::Duration::seconds(1));
    people[3].valid_from = Some(now());
    let answer = directory(people).find("", 0, 9, now());
    let bars: Vec<_> = answer.hits.iter().map(|hit| hit.bar).collect();
    assert_eq!(
        bars,
        [
            Some(Bar::Disabled),
            Some(Bar::Expired),
            Some(Bar::NotYet),
            None
        ]
    );
}

#[test]
fn names_and_initials_are_there_for_everybody() {
    for (first, last, letters) in [
        ("ada", "lovelace", "AL"),
        ("Élodie", "ørsted", "ÉØ"),
        ("E\u{301}lodie", "", "É"),
        ("(Dr.) Ann", "'t Hooft", "DT"),
        ("ß", "", "S"),
        ("小明", "王", "小王"),
        ("क्षितिज", "", "क्"),
        ("🦀", "…", "?"),
        ("", "", "?"),
    ] {
        assert_eq!(initials(first, last), letters, "{first} {last}");
    }
    assert_eq!(person(9, " Ada ", " ").name(), "Ada");
    assert_eq!(person(9, "", "").name(), "9");
    let nameless = Entry {
        email: "desk@example.org".to_owned(),
        ..person(9, " ", "")
    };
    assert_eq!(
        names(&directory(vec![nameless]), "desk"),
        ["desk@example.org"]
    );
}
