//! How keys are written down: `Ctrl+Enter`, `Alt+Shift+ArrowDown`, `/`.

use anyhow::{Context, Result, bail};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;

/// The key actions for one chord.
///
/// # Errors
/// When a name is not known.
pub(super) fn chord(written: &str) -> Result<KeyActions> {
    let mut names: Vec<&str> = written.split('+').collect();
    // `+` itself, alone or at the end.
    if written.ends_with('+') {
        names.truncate(names.len() - 2);
        names.push("+");
    }
    let (last, held) = names.split_last().context("no key named")?;
    let held = held
        .iter()
        .map(|name| modifier(name))
        .collect::<Result<Vec<_>>>()?;
    let value = key(last)?;

    let mut actions = KeyActions::new("keyboard".to_owned());
    for &value in &held {
        actions = actions.then(KeyAction::Down { value });
    }
    actions = actions
        .then(KeyAction::Down { value })
        .then(KeyAction::Up { value });
    for &value in held.iter().rev() {
        actions = actions.then(KeyAction::Up { value });
    }
    Ok(actions)
}

/// The key actions for a text, one stroke a character.
pub(super) fn text(text: &str) -> KeyActions {
    text.chars()
        .fold(KeyActions::new("keyboard".to_owned()), |actions, value| {
            actions
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value })
        })
}

fn modifier(name: &str) -> Result<char> {
    Ok(match name {
        "Ctrl" => Key::Control.into(),
        "Alt" => Key::Alt.into(),
        "Shift" => Key::Shift.into(),
        _ => bail!("`{name}` is not a modifier"),
    })
}

fn key(name: &str) -> Result<char> {
    let mut characters = name.chars();
    if let (Some(character), None) = (characters.next(), characters.next()) {
        return Ok(character);
    }
    Ok(match name {
        "Enter" => Key::Enter.into(),
        "Escape" => Key::Escape.into(),
        "Tab" => Key::Tab.into(),
        "Space" => ' ',
        "Backspace" => Key::Backspace.into(),
        "Delete" => Key::Delete.into(),
        "Home" => Key::Home.into(),
        "End" => Key::End.into(),
        "PageUp" => Key::PageUp.into(),
        "PageDown" => Key::PageDown.into(),
        "ArrowUp" => Key::Up.into(),
        "ArrowDown" => Key::Down.into(),
        "ArrowLeft" => Key::Left.into(),
        "ArrowRight" => Key::Right.into(),
        _ => bail!("`{name}` is not the name of a key"),
    })
}
