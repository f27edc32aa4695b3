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
            email: "omarion@example.org".to_owned(),
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
            "Omar Zed",
            "Ann Zoe",
            "Ann Able",
            "Ann Baker",
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

/// The rule in a few words, to hold the index against: every word of the query is somewhere in the person.
fn is_meant(entry: &Entry, text: &str) -> bool {
    let squeezed = |text: &str| fold::Folded::new(text);
    let fields = [
        &entry.first_name,
        &entry.last_name,
        &entry.email,
        &entry.department,
    ]
    .map(|it| squeezed(it));
    text.split_whitespace()
        .map(|word| squeezed(word).text)
        .filter(|word| !word.is_empty())
        .all(|word| {
            fields.iter().enumerate().any(|(number, field)| {
                let begins = field
                    .starts
                    .iter()
                    .any(|at| field.text[*at..].starts_with(&word));
                let whole = || field.words().split(' ').any(|other| other == word);
                if word.len() == 1 {
                    begins && (number < 2 || whole())
                } else {
                    field.text.contains(&word)
                }
            })
        })
}

fn any_person() -> impl Strategy<Value = (String, String, String, String, bool)> {
    (
        "[a-cé-]{0,5}",
        "[a-c' ]{0,5}",
        "[ab.@]{0,6}",
        "[abc &]{0,6}",
        any::<bool>(),
    )
}

proptest! {
    #[test]
    fn exactly_those_are_found_who_are_meant(
        people in proptest::collection::vec(any_person(), 0..40),
        text in "[a-c]{1,3}( [a-cé]{1,3}){0,2}",
    ) {
        let entries: Vec<Entry> = (1..).zip(people).map(|(id, (first, last, email, department, enabled))| {
            Entry { email, department, enabled, ..person(id, &first, &last) }
        }).collect();
        let mut expected: Vec<PersonId> =
            entries.iter().filter(|it| is_meant(it, &text)).map(|it| it.id).collect();
        let mut in_batches = Directory::default();
        for batch in entries.chunks(3) {
            in_batches.upsert(batch.iter().cloned());
        }
        let at_once = directory(entries);
        let answer = at_once.find(&text, 0, 100, now());
        prop_assert_eq!(&answer, &in_batches.find(&text, 0, 100, now()), "however they came");
        let mut found: Vec<PersonId> = answer.hits.iter().map(|hit| hit.id).collect();
        for page in 0..5 {
            let part = in_batches.find(&text, page * 7, 7, now());
            let ids: Vec<PersonId> = part.hits.iter().map(|hit| hit.id).collect();
            prop_assert_eq!(&ids[..], found.get(page * 7..).map_or(&[][..], |it| &it[..it.len().min(7)]));
        }
        found.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(found, expected);
        for hit in &answer.hits {
            prop_assert!(!hit.name_spans.is_empty() || !hit.line_spans.is_empty());
        }
    }

    #[test]
    fn no_text_and_no_name_breaks_it(
        first in "\\PC{0,20}",
        last in ".{0,20}",
        other in ".{0,250}",
        text in ".{0,250}",
        offset in 0_usize..4,
    ) {
        let entry = Entry {
            email: other.clone(),
            job_title: text.clone(),
            mobile: other.clone(),
            telephone: last.clone(),
            ..person(1, &first, &last)
        };
        let directory = directory(vec![entry, person(2, "Ada", "Lovelace")]);
        for text in [&text, &first, &last, &other] {
            let answer = directory.find(text, offset, 3, now());
            for hit in &answer.hits {
                let _ = (marked(&hit.name, &hit.name_spans), marked(&hit.line, &hit.line_spans));
            }
        }
        let name = directory.get(PersonId::from(1)).unwrap().name();
        let ids: Vec<_> = directory.find(&first, 0, 9, now()).hits.into_iter().map(|it| it.id).collect();
        prop_assert!(ids.contains(&PersonId::from(1)) || fold::Folded::new(&first).text.len() == 1, "{name:?} by {first:?}");
    }
}
