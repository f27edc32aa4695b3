//! The files themselves: saved, damaged, and not to be read.

use super::*;

#[test]
fn broken_toml_is_told_without_its_text() {
    let (config, troubles) = layered(
        "client_id = 'good'\nclient_secret = \"hunter2\nredirect_uri = 'http://localhost:1/a'",
        "",
        &[],
    );
    assert!(!troubles.is_empty(), "a string without its end");
    for trouble in &troubles {
        assert!(
            trouble.starts_with("/etc/lobby/lobby.toml, line 2"),
            "{trouble}"
        );
        assert!(
            !trouble.contains("hunter2"),
            "the line may hold a secret: {trouble}"
        );
    }
    assert_eq!(config.client_id, "good", "the sound lines count");
}

#[test]
fn saving_keeps_the_rest_of_the_file() -> Result<(), Box<dyn std::error::Error>> {
    let dir = tempfile::tempdir()?;
    let profile = Profile::at(&dir.path().join("new"))?;
    Config::save_user(&profile, " first ", "")?;
    let path = user_file(&profile);
    assert_eq!(
        std::fs::read_to_string(&path)?,
        "client_id = \"first\"\n",
        "made when missing"
    );

    std::fs::write(
        &path,
        "# mine\napi_url = 'https://api.door.example' # north\nclient_id = 'old'\n",
    )?;
    Config::save_user(&profile, "new", "http://127.0.0.1:4711/callback")?;
    let text = std::fs::read_to_string(&path)?;
    assert!(
        text.contains("# mine") && text.contains("# north"),
        "comments stay: {text}"
    );
    let (config, _) = Config::load_from(None, &path, &|_| None);
    assert_eq!(config.client_id, "new");
    assert_eq!(config.redirect.as_str(), "http://127.0.0.1:4711/callback");
    assert_eq!(
        config.api_url.as_str(),
        "https://api.door.example/",
        "other keys stay"
    );
    assert_eq!(config.troubles, [], "what is written can be read");

    Config::save_user(&profile, "new", "")?;
    assert!(
        !std::fs::read_to_string(&path)?.contains("redirect_uri"),
        "back to the usual one"
    );
    let beside = std::fs::read_dir(&profile.config)?;
    let files = beside.filter(|one| one.as_ref().is_ok_and(|one| one.path().is_file()));
    assert_eq!(files.count(), 1, "nothing is left beside it");
    Ok(())
}

#[test]
fn what_cannot_be_saved_leaves_the_file_alone() -> Result<(), Box<dyn std::error::Error>> {
    let dir = tempfile::tempdir()?;
    let profile = Profile::at(dir.path())?;
    let path = user_file(&profile);
    std::fs::write(&path, "client_id = 'old'\n")?;
    for (id, redirect) in [
        ("", ""),
        ("two words", ""),
        ("new", "http://evil.example"),
        ("new", "x"),
    ] {
        assert!(
            Config::save_user(&profile, id, redirect).is_err(),
            "{id:?} {redirect:?}"
        );
        assert_eq!(std::fs::read_to_string(&path)?, "client_id = 'old'\n");
    }
    std::fs::write(&path, "client_id = 'old\n")?;
    let refused = Config::save_user(&profile, "new", "");
    assert!(
        matches!(refused, Err(SaveError::Damaged)),
        "somebody wrote it: {refused:?}"
    );
    assert_eq!(std::fs::read_to_string(&path)?, "client_id = 'old\n");
    Ok(())
}

#[test]
fn a_file_that_cannot_be_read_is_told() -> std::io::Result<()> {
    let dir = tempfile::tempdir()?;
    let (machine, user) = (
        dir.path().join("machine.toml"),
        dir.path().join("user.toml"),
    );
    std::fs::write(&machine, b"client_id = '\xff'")?;
    let (config, _) = Config::load_from(Some(&machine), &user, &|_| None);
    let [trouble] = &config.troubles[..] else {
        panic!("one: {:?}", config.troubles)
    };
    assert_eq!(
        trouble.to_string(),
        format!("{}: it is not UTF-8 text", machine.display())
    );
    Ok(())
}

#[test]
fn a_file_of_the_persons_own_that_cannot_be_read_switches_no_lock_off() -> std::io::Result<()> {
    let dir = tempfile::tempdir()?;
    let (machine, user) = (
        dir.path().join("machine.toml"),
        dir.path().join("user.toml"),
    );
    let own = || {
        let (config, _) = Config::load_from(Some(&machine), &user, &|_| None);
        config.lock_after.own
    };
    std::fs::write(&machine, b"\xff")?;
    assert_eq!(
        own(),
        None,
        "no file, no PIN, whatever the machine's is like"
    );
    std::fs::write(&user, b"lock_after_minutes = 5 # \xff")?;
    assert_eq!(own(), Some(240));
    Ok(())
}
