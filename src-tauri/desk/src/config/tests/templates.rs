//! Templates: read from both files, and changed in the person's own.

use super::*;

#[test]
fn templates_of_both_files_count_and_a_wrong_one_is_told_and_passed_over() {
    let machine = "[[template]]\nname = 'Contractor'\nminutes = 480\ngroups = ['Contractors', 7]\npin = true\n\
                   [[template]]\nname = 'Interview'\npurpose = 'Interview'\n\
                   [[template]]\nname = 'Long'\nminutes = 1440\n\
                   [[template]]\nname = 'Both'\ndoors = [1]\ngroups = [2]\n\
                   [[template]]\nminutes = 30\n";
    let user = "[[template]]\nname = 'interview'\nnote = 'Offer tea'\n\
                [[template]]\nname = 'Tea'\ncups = 2\n";
    let (config, troubles) = layered(machine, user, &[]);
    let found: Vec<_> = (config.templates.iter())
        .map(|it| (it.name.as_str(), it.minutes, it.purpose.as_str(), it.own))
        .collect();
    assert_eq!(
        found,
        [
            ("Contractor", Some(480), "", false),
            ("interview", None, "", true),
        ]
    );
    let groups = [
        WrittenPlace::Name("Contractors".to_owned()),
        WrittenPlace::Number(7),
    ];
    assert_eq!(config.templates[0].groups, groups);
    assert!(config.templates[0].pin);
    let lines: Vec<_> = troubles.iter().map(|it| it.split(": ").next()).collect();
    let line = |file: &str, line: usize| format!("{file}, line {line}");
    let wanted = [
        line(MACHINE, 9),
        line(MACHINE, 12),
        line(MACHINE, 16),
        line(USER, 4),
    ];
    assert_eq!(
        lines,
        wanted
            .iter()
            .map(|it| Some(it.as_str()))
            .collect::<Vec<_>>(),
        "{troubles:#?}"
    );
}

#[test]
fn a_template_is_kept_renamed_and_removed_and_all_else_of_the_file_stays() {
    let folder = tempfile::tempdir().unwrap();
    let profile = Profile::at(folder.path()).unwrap();
    profile.create().unwrap();
    let path = user_file(&profile);
    std::fs::write(&path, "# ours\nclient_id = 'abc'\n").unwrap();
    let read = || {
        layer(
            None,
            Some(Written {
                path: &path,
                text: &std::fs::read_to_string(&path).unwrap(),
            }),
            &|_| None,
        )
    };
    let template = Template {
        name: "Contractor".to_owned(),
        minutes: Some(90),
        doors: vec![
            WrittenPlace::Name("Front \"Door\"".to_owned()),
            WrittenPlace::Number(3),
        ],
        pin: true,
        purpose: "Repairs".to_owned(),
        note: "Sign in\nthe book".to_owned(),
        own: true,
        ..Template::default()
    };
    let change = |change| Config::change_templates(&profile, &change).unwrap();
    change(ChangeTemplates::Put(template.clone()));
    let (config, troubles) = read();
    assert_eq!(
        (config.templates.as_slice(), troubles.len()),
        (&[template.clone()][..], 0)
    );
    let shorter = Template {
        minutes: None,
        ..template.clone()
    };
    change(ChangeTemplates::Put(shorter.clone()));
    assert_eq!(read().0.templates, [shorter]);
    change(ChangeTemplates::Rename(
        "contractor".to_owned(),
        "Builder".to_owned(),
    ));
    assert_eq!(read().0.templates[0].name, "Builder");
    change(ChangeTemplates::Remove("Builder".to_owned()));
    assert_eq!(read().0.templates, []);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("# ours\nclient_id = 'abc'\n"), "{text}");
}

#[test]
fn templates_that_stand_in_one_line_are_changed_too() {
    let folder = tempfile::tempdir().unwrap();
    let profile = Profile::at(folder.path()).unwrap();
    profile.create().unwrap();
    let path = user_file(&profile);
    let of_file = || {
        let (config, _) = Config::load_from(None, &path, &|_| None);
        assert_eq!(config.troubles, []);
        let names = config.templates.iter().map(|it| it.name.clone());
        (names.collect::<Vec<_>>(), config.client_id)
    };
    let change = |change| Config::change_templates(&profile, &change).unwrap();
    let written = "# what we book often\ntemplate = [{ name = 'Tea', doors = [1] }, { name = 'Tour' }]\n\
                   # ours\nclient_id = 'abc'\n";
    std::fs::write(&path, written).unwrap();
    change(ChangeTemplates::Rename(
        "tour".to_owned(),
        "Walk".to_owned(),
    ));
    change(ChangeTemplates::Put(Template {
        name: "Lunch".to_owned(),
        ..Template::default()
    }));
    let names = ["Tea", "Walk", "Lunch"].map(str::to_owned).to_vec();
    assert_eq!(of_file(), (names, "abc".to_owned()));
    let text = std::fs::read_to_string(&path).unwrap();
    for stays in [
        "# what we book often\n",
        "# ours\nclient_id = 'abc'\n",
        "doors = [1]",
    ] {
        assert!(text.contains(stays), "{text}");
    }

    std::fs::write(&path, "template = []\n").unwrap();
    change(ChangeTemplates::Put(Template {
        name: "Lunch".to_owned(),
        ..Template::default()
    }));
    assert_eq!(of_file().0, ["Lunch"]);

    // What is no table is somebody's own to mend.
    let broken = "template = ['Tea', { name = 'Tour' }]\n";
    std::fs::write(&path, broken).unwrap();
    let remove = ChangeTemplates::Remove("Tour".to_owned());
    let refused = Config::change_templates(&profile, &remove);
    assert!(matches!(refused, Err(SaveError::Damaged)), "{refused:?}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), broken);
}
