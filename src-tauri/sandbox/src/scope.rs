//! OAuth scopes: which exist, and which imply which.

/// Every scope that the sandbox's OAuth application may ask for.
pub(crate) const KNOWN: &[&str] = &[
    "account.person",
    "account.person.readonly",
    "account.reservation",
    "account.reservation.readonly",
    "account.group_reservation",
    "account.group_reservation.readonly",
    "account.channel.readonly",
    "account.channel.admit.person",
    "account.group.readonly",
    "account.role.readonly",
    "account.site.readonly",
    "account.credential_type.readonly",
    "account.event.access.readonly",
    "account.sync",
];

/// What a scope lets a person do, in plain words for the consent page.
pub(crate) fn in_words(scope: &str) -> &'static str {
    match scope {
        "account.person" => "Read and change people, and their cards and PINs",
        "account.person.readonly" => "Read people",
        "account.reservation" => "Read, make and cancel reservations",
        "account.reservation.readonly" => "Read reservations",
        "account.group_reservation" => "Read, make and cancel group reservations",
        "account.group_reservation.readonly" => "Read group reservations",
        "account.channel.readonly" => "Read the state of doors",
        "account.channel.admit.person" => "Let a person in through a door",
        "account.group.readonly" => "Read groups",
        "account.role.readonly" => "Read roles",
        "account.site.readonly" => "Read sites",
        "account.credential_type.readonly" => "Read the kinds of cards and PINs",
        "account.event.access.readonly" => "Read who came through which door",
        "account.sync" => "Send changes to the doors",
        _ => "Something that this page cannot name",
    }
}

/// Whether a token that carries `held` may do what needs `needed`: a scope that writes also reads.
pub(crate) fn allows<S: AsRef<str>>(held: &[S], needed: &str) -> bool {
    let writes = needed.strip_suffix(".readonly");
    held.iter()
        .any(|scope| scope.as_ref() == needed || Some(scope.as_ref()) == writes)
}

/// What is granted when `asked` is asked for and the person may do `may`: a person who may only
/// read gets the reading half of a scope that writes.
pub(crate) fn grant<S: AsRef<str>>(asked: &[String], may: &[S]) -> Vec<String> {
    let mut granted: Vec<String> = Vec::new();
    for scope in asked {
        let readonly = format!("{scope}.readonly");
        let given = if allows(may, scope) {
            scope.clone()
        } else if KNOWN.contains(&readonly.as_str()) && allows(may, &readonly) {
            readonly
        } else {
            continue;
        };
        if !granted.contains(&given) {
            granted.push(given);
        }
    }
    granted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_that_writes_also_reads_and_never_the_other_way() {
        assert!(allows(&["account.person"], "account.person.readonly"));
        assert!(allows(
            &["account.person.readonly"],
            "account.person.readonly"
        ));
        assert!(!allows(&["account.person.readonly"], "account.person"));
        assert!(!allows(
            &["account.channel"],
            "account.channel.admit.person"
        ));
    }

    #[test]
    fn a_person_who_may_only_read_is_granted_the_reading_half() {
        let asked = ["account.person", "account.sync"].map(str::to_owned);
        assert_eq!(
            grant(&asked, &["account.person.readonly"]),
            ["account.person.readonly"]
        );
    }
}
