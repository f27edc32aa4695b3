//! A message to a visitor, prepared for the system's own program: Lobby sends none itself.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use url::Url;

use crate::desk::Desk;
use crate::error::DeskError;

/// A message that a person sends. Debug output shows nothing of it: it may hold a PIN.
#[derive(Clone, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Message {
    /// A mail.
    Mail {
        /// Whom it goes to.
        to: String,
        /// What it is about.
        subject: String,
        /// What it says.
        body: String,
    },
    /// A text to a mobile.
    Text {
        /// The number, however it is written.
        to: String,
        /// What it says.
        body: String,
    },
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Message(..)")
    }
}

impl Desk {
    /// Opens a message in the system's own program, for a person to look over and send.
    ///
    /// # Errors
    /// `badInput` where it goes to nobody; `machine` where nothing opens it.
    pub fn write_to(&self, message: &Message) -> Result<(), DeskError> {
        let address = message.address()?;
        // What the system says could quote what was to be opened.
        self.open_address(address.as_str())
            .map_err(|_| DeskError::machine("no program opens it"))
    }
}

impl Message {
    /// The address that opens it: `mailto:` (RFC 6068) or `sms:` (RFC 5724), all that was typed percent-encoded.
    ///
    /// # Errors
    /// `badInput` where it goes to nobody.
    pub fn address(&self) -> Result<Url, DeskError> {
        let (scheme, to, said) = match self {
            Self::Mail { to, subject, body } => {
                let said = vec![("subject", subject.as_str()), ("body", body.as_str())];
                ("mailto", encoded(to.trim()), said)
            }
            Self::Text { to, body } => {
                let number = to.chars().filter(|it| it.is_ascii_digit() || *it == '+');
                ("sms", number.collect(), vec![("body", body.as_str())])
            }
        };
        if to.is_empty() {
            return Err(DeskError::bad_input("a message goes to somebody"));
        }
        let mut address = format!("{scheme}:{to}");
        for (at, (name, value)) in said.into_iter().enumerate() {
            address.push(if at == 0 { '?' } else { '&' });
            address.push_str(name);
            address.push('=');
            address.push_str(&encoded(&value.replace('\n', "\r\n")));
        }
        Url::parse(&address).map_err(|error| DeskError::bad_input(error.to_string()))
    }
}

/// As it stands in an address: nothing of it is a sign of the address itself. A blank is `%20`, since `+` is a plus there.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_stays_what_it_is_in_the_address() {
        let mail = Message::Mail {
            to: " ana+desk@kos.example?cc=x@y.example ".to_owned(),
            subject: "PIN & door".to_owned(),
            body: "1 + 1\nŁ".to_owned(),
        };
        assert_eq!(
            mail.address().map(String::from).expect("an address"),
            "mailto:ana%2Bdesk@kos.example%3Fcc%3Dx@y.example?subject=PIN%20%26%20door&body=1%20%2B%201%0D%0A%C5%81"
        );
        let text = Message::Text {
            to: "+44 (0)20 7946".to_owned(),
            body: "Hi".to_owned(),
        };
        assert_eq!(
            text.address().map(String::from).expect("an address"),
            "sms:+440207946?body=Hi"
        );
        let nobody = Message::Text {
            to: "none".to_owned(),
            body: String::new(),
        };
        assert!(nobody.address().is_err());
        assert_eq!(format!("{mail:?}"), "Message(..)");
    }
}
