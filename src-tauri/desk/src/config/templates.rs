//! Templates as they are written: in the machine's file for every desk, in the person's own for this one.

use toml::de::DeValue;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};

use super::SaveError;

/// The key of a template's table.
pub(super) const KEY: &str = "template";
/// The longest name, in characters.
const LONGEST_NAME: usize = 60;
/// The longest length, in minutes: a visit of a day less one.
const LONGEST: u16 = 24 * 60 - 1;

/// A door or a group, as somebody wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// By its name, in any case of letters.
    Name(String),
    /// By DoorFlow's number.
    Number(i64),
}

/// Named defaults of a booking. What it leaves out stays as it is in the drawer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    /// What people call it.
    pub name: String,
    /// How long a visit is, in minutes.
    pub minutes: Option<u16>,
    /// The doors; none where it says none.
    pub doors: Vec<Written>,
    /// The groups, in place of doors.
    pub groups: Vec<Written>,
    /// Whether somebody new gets a PIN.
    pub pin: bool,
    /// What the visit is for; may be empty.
    pub purpose: String,
    /// A private note; may be empty.
    pub note: String,
    /// It is of the person's own file.
    pub own: bool,
}

impl Template {
    /// Whether it has this name; upper and lower case are the same.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        self.name.to_lowercase() == name.trim().to_lowercase()
    }

    fn table(&self) -> Table {
        let mut table = Table::new();
        table["name"] = toml_edit::value(&self.name);
        if let Some(minutes) = self.minutes {
            table["minutes"] = toml_edit::value(i64::from(minutes));
        }
        for (key, places) in [("doors", &self.doors), ("groups", &self.groups)] {
            if !places.is_empty() {
                let places = places.iter().map(|place| match place {
                    Written::Name(name) => Value::from(name),
                    Written::Number(number) => Value::from(*number),
                });
                table[key] = toml_edit::value(places.collect::<Array>());
            }
        }
        if self.pin {
            table["pin"] = toml_edit::value(true);
        }
        for (key, text) in [("purpose", &self.purpose), ("note", &self.note)] {
            if !text.is_empty() {
                table[key] = toml_edit::value(text);
            }
        }
        table
    }
}

/// Whether a template can have this name.
pub(crate) fn is_name(name: &str) -> bool {
    let count = name.chars().count();
    (1..=LONGEST_NAME).contains(&count) && !name.contains(char::is_control) && name.trim() == name
}

/// Reads all templates of a file; what is wrong with one is told with its place, and that one is passed over.
pub(super) fn read(
    value: &DeValue<'_>,
    mut tell: impl FnMut(Option<usize>, String),
) -> Vec<Template> {
    let DeValue::Array(all) = value else {
        tell(
            None,
            "template must be tables, each begun by [[template]]".to_owned(),
        );
        return Vec::new();
    };
    let mut templates: Vec<Template> = Vec::new();
    for one in all {
        let at = Some(one.span().start);
        match read_one(one.get_ref()) {
            Ok(template) if templates.iter().any(|it| it.is_called(&template.name)) => {
                tell(at, format!("there are two templates {:?}", template.name));
            }
            Ok(template) => templates.push(template),
            Err(reason) => tell(at, format!("a template {reason}")),
        }
    }
    templates
}

fn read_one(value: &DeValue<'_>) -> Result<Template, String> {
    let DeValue::Table(table) = value else {
        return Err("must be a table".to_owned());
    };
    let mut template = Template::default();
    for (key, value) in table {
        let key: &str = key.get_ref();
        match (key, value.get_ref()) {
            ("name", DeValue::String(text)) => text.trim().clone_into(&mut template.name),
            ("minutes", DeValue::Integer(number)) => {
                let minutes = number.as_str().parse().ok();
                let minutes = minutes.filter(|minutes| (1..=LONGEST).contains(minutes));
                let reason = || format!("has minutes that are not 1 to {LONGEST}");
                template.minutes = Some(minutes.ok_or_else(reason)?);
            }
            ("doors", DeValue::Array(list)) => template.doors = places(list, key)?,
            ("groups", DeValue::Array(list)) => template.groups = places(list, key)?,
            ("pin", DeValue::Boolean(pin)) => template.pin = *pin,
            ("purpose", DeValue::String(text)) => text.trim().clone_into(&mut template.purpose),
            ("note", DeValue::String(text)) => text.trim().clone_into(&mut template.note),
            ("name" | "minutes" | "doors" | "groups" | "pin" | "purpose" | "note", _) => {
                return Err(format!("has a value of {key} that is of another kind"));
            }
            _ => return Err(format!("has no key {key:?}")),
        }
    }
    if !is_name(&template.name) {
        return Err(format!("needs a name of at most {LONGEST_NAME} characters"));
    }
    if !template.doors.is_empty() && !template.groups.is_empty() {
        return Err("is by doors or by groups, not by both".to_owned());
    }
    Ok(template)
}

fn places(list: &toml::de::DeArray<'_>, key: &str) -> Result<Vec<Written>, String> {
    let place = |value: &DeValue<'_>| match value {
        DeValue::String(name) => Some(Written::Name(name.trim().to_owned())),
        DeValue::Integer(number) => number.as_str().parse().ok().map(Written::Number),
        _ => None,
    };
    let places = list.iter().map(|value| place(value.get_ref()));
    let places = places.collect::<Option<_>>();
    places.ok_or_else(|| format!("names {key} by texts or numbers"))
}

/// Puts a template over that of the same name, or after all others.
pub(super) fn put(document: &mut DocumentMut, template: &Template) -> Result<(), SaveError> {
    let all = tables(document)?;
    let table = template.table();
    let before = all.iter().position(|it| is_called(it, &template.name));
    match before.and_then(|at| all.get_mut(at)) {
        Some(place) => *place = table,
        None => all.push(table),
    }
    Ok(())
}

/// Gives a template another name.
pub(super) fn rename(document: &mut DocumentMut, name: &str, to: &str) -> Result<(), SaveError> {
    let all = tables(document)?;
    if let Some(table) = all.iter_mut().find(|it| is_called(it, name)) {
        table["name"] = toml_edit::value(to);
    }
    Ok(())
}

/// Takes a template out.
pub(super) fn remove(document: &mut DocumentMut, name: &str) -> Result<(), SaveError> {
    tables(document)?.retain(|it| !is_called(it, name));
    Ok(())
}

fn is_called(table: &Table, name: &str) -> bool {
    let written = table.get("name").and_then(Item::as_str).unwrap_or_default();
    written.trim().to_lowercase() == name.trim().to_lowercase()
}

/// The templates of a file, as tables also where somebody wrote them in one line; what is no table is theirs to change.
fn tables(document: &mut DocumentMut) -> Result<&mut ArrayOfTables, SaveError> {
    if let Some(written) = document.get(KEY).and_then(Item::as_array) {
        let mut tables = as_tables(written).ok_or(SaveError::Damaged)?;
        // What stands above the line stays above what becomes of it.
        let above = document.key(KEY).and_then(|key| key.leaf_decor().prefix());
        if let (Some(above), Some(first)) = (above.cloned(), tables.get_mut(0)) {
            first.decor_mut().set_prefix(above);
        }
        document.remove(KEY);
        document.insert(KEY, Item::ArrayOfTables(tables));
    }
    let item = document
        .entry(KEY)
        .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    item.as_array_of_tables_mut().ok_or(SaveError::Damaged)
}

fn as_tables(written: &Array) -> Option<ArrayOfTables> {
    let table = |value: &Value| {
        value
            .as_inline_table()
            .cloned()
            .map(InlineTable::into_table)
    };
    written.iter().map(table).collect()
}
