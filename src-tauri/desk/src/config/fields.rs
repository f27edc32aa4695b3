//! Into which of DoorFlow's fields of a person it goes what a desk notes of their visit.

/// A field that people fill in as they like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonField {
    /// One of the account's custom fields, 1 to 5.
    Custom(u8),
    /// DoorFlow's notes on the person.
    Notes,
}

impl PersonField {
    /// A field by DoorFlow's name of it.
    pub(super) fn parse(name: &str) -> Result<Self, String> {
        match name {
            "custom_1" => Ok(Self::Custom(1)),
            "custom_2" => Ok(Self::Custom(2)),
            "custom_3" => Ok(Self::Custom(3)),
            "custom_4" => Ok(Self::Custom(4)),
            "custom_5" => Ok(Self::Custom(5)),
            "notes" => Ok(Self::Notes),
            _ => Err("must be custom_1 to custom_5, or notes".to_owned()),
        }
    }

    /// DoorFlow's name of it.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Custom(number) => format!("custom_{number}"),
            Self::Notes => "notes".to_owned(),
        }
    }
}

/// Where each of them goes; what has no field stays with the desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NotedFields {
    /// The host's name.
    pub host: Option<PersonField>,
    /// What the visit is for.
    pub purpose: Option<PersonField>,
    /// The note.
    pub note: Option<PersonField>,
}

impl NotedFields {
    /// Whether anything goes to DoorFlow.
    #[must_use]
    pub fn any(self) -> bool {
        self != Self::default()
    }
}
