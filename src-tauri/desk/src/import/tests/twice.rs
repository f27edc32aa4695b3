//! Nothing is asked for twice, and nobody made twice.

use super::*;

#[test]
fn nothing_is_asked_for_twice() {
    use ImportState::{Already, Ready, Same};

    let rows = "Name,E-mail,Date,From,To,Doors\n\
        Ana Kos,,2026-11-30,9,17,Lift\n\
        Kos Ana,ana@kos.example,2026-11-30,9:00,5pm,lift\n\
        Eva Kos,eva@kos.example,2026-11-30,9,17,Lift\n\
        Eva Kos,EVA@kos.example,30.11.2026,9,17,Lift\n\
        Eva Kos,eva@kos.example,2026-11-30,10,17,Lift\n";
    let mut sheet = sheet(rows);
    let mut facts = facts();
    let first = judged(&mut sheet, &facts);
    let states = |judged: &[(Typed, Judged)]| -> Vec<ImportState> {
        judged.iter().map(|(_, judged)| judged.state).collect()
    };
    assert_eq!(states(&first), [Ready, Same, Ready, Same, Ready]);
    assert_eq!(first[1].1.same_as, Some(2));
    // What was asked for is known by its prints, also while the newcomer is not made.
    facts.asked = first
        .iter()
        .flat_map(|(_, it)| it.writes.iter().map(|(_, print)| print.clone()))
        .collect();
    assert_eq!(states(&judged(&mut sheet, &facts)), [Already; 5]);
    // And what DoorFlow has is seen without any.
    facts.asked.clear();
    let (write, _) = &first[0].1.writes[0];
    facts.visits.push(VisitRow {
        kind: write.kind,
        id: 77,
        person_id: write.person_id,
        start: write.start,
        end: write.end,
        place_ids: vec![2],
        deactivated: false,
        created_at: None,
    });
    assert_eq!(
        states(&judged(&mut sheet, &facts)),
        [Already, Already, Ready, Same, Ready]
    );
}

#[test]
fn whom_lobby_made_is_known_again_by_a_table_with_ids() {
    use ImportState::{Already, Ready};

    let rows = "Name,E-mail,System ID,Date,From,To,Doors\n\
        Eva Kos,eva@kos.example,B-17,2026-11-30,9,17,Lift\n\
        Eva Kos,eva@kos.example,B-17,2026-12-01,9,17,Lift\n";
    let mut sheet = sheet(rows);
    let mut facts = facts();
    let first = judged(&mut sheet, &facts);
    assert!(first.iter().all(|(_, it)| it.state == Ready));
    // The first row was booked, and she with it; then the run was stopped, and her visits are known by the calendar alone.
    let (write, _) = &first[0].1.writes[0];
    let eva = made_by_lobby();
    facts.visits.push(VisitRow {
        kind: write.kind,
        id: 77,
        person_id: eva.id,
        start: write.start,
        end: write.end,
        place_ids: vec![2],
        deactivated: false,
        created_at: None,
    });
    facts.people.insert(eva.id, eva.clone());
    let again = judged_among(&mut sheet, &facts, std::slice::from_ref(&eva));
    let states: Vec<ImportState> = again.iter().map(|(_, it)| it.state).collect();
    assert_eq!(states, [Already, Ready]);
    assert_eq!(again[1].1.writes[0].0.person_id, eva.id);
}

/// Somebody whom Lobby made, and whose system id is therefore its mark.
fn made_by_lobby() -> PersonRow {
    PersonRow {
        system_id: "lobby-0123456789abcdef0123456789abcdef".to_owned(),
        ..person(12, "Eva", "Kos", "eva@kos.example")
    }
}

/// What comes of rows that may be about Eva Kos, whom Lobby made; a person says of some of them that they are.
fn states_with_eva(rows: &str, chosen: &[u32]) -> Vec<ImportState> {
    let eva = made_by_lobby();
    let mut facts = facts();
    facts.people.insert(eva.id, eva.clone());
    let mut sheet = sheet(&format!("Name,E-mail,System ID,Date,From,To,Doors\n{rows}"));
    for at in chosen {
        let who = WhoChosen::Person { id: eva.id };
        assert!(sheet.change(ImportChange::Who { at: *at, who }));
    }
    let judged = judged_among(&mut sheet, &facts, std::slice::from_ref(&eva));
    judged.iter().map(|(_, judged)| judged.state).collect()
}

#[test]
fn two_ids_of_one_name_are_not_both_whom_lobby_made() {
    use ImportState::{Choose, Ready};

    let alone = "Eva Kos,,B-17,2026-11-30,9,17,Lift\n\
        Eva Kos,,b-17,2026-12-01,9,17,Lift\n";
    assert_eq!(states_with_eva(alone, &[]), [Ready, Ready]);
    let two = "Eva Kos,,B-17,2026-11-30,9,17,Lift\n\
        Eva Kos,,B-18,2026-12-01,9,17,Lift\n\
        Eva Kos,,b-17,2026-12-02,9,17,Lift\n";
    assert_eq!(
        states_with_eva(two, &[]),
        [Choose; 3],
        "the order of rows says nothing of whose id is hers"
    );
}

#[test]
fn a_person_says_whose_id_is_whom_lobby_made() {
    use ImportState::{Choose, Ready};

    let rows = "Eva Kos,,B-17,2026-11-30,9,17,Lift\n\
        Eva Kos,,B-18,2026-12-01,9,17,Lift\n\
        Eva Kos,,b-17,2026-12-02,9,17,Lift\n";
    assert_eq!(states_with_eva(rows, &[1]), [Choose, Ready, Choose]);
    assert_eq!(states_with_eva(rows, &[0]), [Ready, Choose, Ready]);
    assert_eq!(
        states_with_eva(rows, &[0, 1]),
        [Ready; 3],
        "also where they say it of two ids"
    );
    let by_email = "Eva Kos,eva@kos.example,B-17,2026-11-30,9,17,Lift\n\
        Eva Kos,,B-18,2026-12-01,9,17,Lift\n";
    assert_eq!(states_with_eva(by_email, &[1]), [Choose, Ready]);
}

#[test]
fn whose_e_mail_it_is_goes_before_who_is_of_the_name() {
    use ImportState::{Choose, LeftOut, Ready};

    let rows = "Eva Kos,,B-18,2026-11-30,9,17,Lift\n\
        Eva Kos,EVA@kos.example,B-17,2026-12-01,9,17,Lift\n";
    assert_eq!(states_with_eva(rows, &[]), [Choose, Ready]);
    let both = "Eva Kos,eva@kos.example,B-18,2026-11-30,9,17,Lift\n\
        Eva Kos,eva@kos.example,B-17,2026-12-01,9,17,Lift\n";
    assert_eq!(states_with_eva(both, &[]), [Choose, Choose]);

    // Who does not come says nothing of whose id it is.
    let mut left = sheet(
        "Name,System ID,Date,From,To,Doors\n\
        Eva Kos,B-18,2026-11-30,9,17,Lift\n\
        Eva Kos,B-17,2026-12-01,9,17,Lift\n",
    );
    assert!(left.change(ImportChange::LeftOut { at: 0, out: true }));
    let eva = made_by_lobby();
    let mut facts = facts();
    facts.people.insert(eva.id, eva.clone());
    let judged = judged_among(&mut left, &facts, std::slice::from_ref(&eva));
    let states: Vec<ImportState> = judged.iter().map(|(_, judged)| judged.state).collect();
    assert_eq!(states, [LeftOut, Ready]);
}

#[test]
fn an_e_mail_is_taken_once() {
    use ImportState::{Choose, Mend, Ready, Same};

    let rows = "Name,E-mail,Date,From,To\n\
        Eva Fox,desk@fox.example,2026-11-30,9,17\n\
        Ina Fox,DESK@fox.example,2026-11-30,9,17\n\
        E. Fox,desk@fox.example,2026-12-01,9,17\n\
        Fox Eva,desk@fox.example,2026-11-30,9,17\n\
        Anton Kos,ana@kos.example,2026-11-30,9,17\n";
    let mut sheet = sheet(rows);
    let all = judged(&mut sheet, &facts());
    let states: Vec<_> = all.iter().map(|(_, it)| it.state).collect();
    assert_eq!(states, [Ready, Mend, Ready, Same, Choose]);
    let said = |judged: &Judged| {
        let problems = &judged.planned.plan.problems;
        problems
            .iter()
            .map(|it| (it.code, it.subject.clone()))
            .collect::<Vec<_>>()
    };
    let taken = |name: &str| vec![(ProblemCode::EmailTaken, name.to_owned())];
    assert_eq!(said(&all[1].1), taken("Eva Fox"));
    let who = WhoChosen::Newcomer;
    assert!(sheet.change(ImportChange::Who { at: 4, who }));
    let all = judged(&mut sheet, &facts());
    assert_eq!(
        said(&all[4].1),
        taken("Ana Kos"),
        "also where somebody says new"
    );
}

#[test]
fn a_print_tells_nothing_without_the_key() {
    let mut sheet = sheet("Name,Date,From,To\nAna Kos,2026-11-30,9,17\n");
    let mut facts = facts();
    let print = |judged: Vec<(Typed, Judged)>| judged[0].1.writes[0].1.clone();
    let one = print(judged(&mut sheet, &facts));
    assert_eq!(one, print(judged(&mut sheet, &facts)));
    for (key, account) in [("another", "account"), ("key", "another")] {
        facts.printer = Printer::new(key.as_bytes().to_vec(), account.to_owned());
        assert_ne!(one, print(judged(&mut sheet, &facts)));
    }
    assert!(one.len() == 32 && one.bytes().all(|byte| byte.is_ascii_hexdigit()));
}
