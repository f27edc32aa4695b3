//! A credential that is revoked: committed before it is sent, sent until DoorFlow has none, and never asked for twice at once.

use anyhow::{Context as _, Result, ensure};
use desk::directory::{CredentialLine, PersonDetails};
use desk::outbox::{EntryKind, OutboxEntry, Reason, Standing, StepState};
use desk::{Code, Desk, News};
use doorflow::PersonId;
use sandbox::{Control, Fault, Write};
use serde_json::json;

use crate::ears::until;
use crate::reception::{LINH, LINH_NAME, Reception, building, fresh, signed_in};
use crate::restart::House;

/// Where a credential is.
pub(crate) const CREDENTIAL: &str = "/api/3/people/{id}/credentials/{credential_id}";
const DELETE: &str = "DELETE /api/3/people/{id}/credentials/{credential_id}";

/// A desk that looks for lost answers soon, beside a building where Linh has a PIN.
async fn with_pin() -> Result<(Reception, CredentialLine)> {
    let reception = Reception::open_quick(building().await?).await?;
    let pin = given(&reception.desk, LINH).await?;
    Ok((reception, pin))
}

/// Gives somebody a PIN, and waits until DoorFlow lists it.
pub(crate) async fn given(desk: &Desk, person: PersonId) -> Result<CredentialLine> {
    desk.give_pin(person).await?;
    until("the PIN", async || {
        let settled = desk.outbox().await?.is_empty();
        let mut held = desk.person(person).await?.credentials;
        held.retain(|line| settled && line.is_pin);
        Ok(held.pop())
    })
    .await
}

async fn revoke(desk: &Desk, pin: &CredentialLine) -> Result<i64> {
    let receipt = desk.revoke_credential(LINH, &pin.id.0, &pin.label).await?;
    Ok(receipt.booking)
}

/// Waits until DoorFlow has the credential no longer and nothing is left to do.
async fn gone(desk: &Desk, control: &Control, pin: &CredentialLine) -> Result<()> {
    until("it to be revoked", async || {
        let held = control.credentials(LINH.0);
        let gone = held.iter().all(|one| one.id != pin.id.0);
        Ok((gone && desk.outbox().await?.is_empty()).then_some(()))
    })
    .await
}

/// Waits until the one write of the outbox stands so.
async fn stands(desk: &Desk, state: Standing, reason: Reason) -> Result<OutboxEntry> {
    until(format!("{state:?}, {reason:?}"), async || {
        let entries = desk.outbox().await?;
        ensure!(entries.len() <= 1, "more than one: {entries:?}");
        Ok(entries
            .into_iter()
            .find(|entry| (entry.state, entry.reason) == (state, reason)))
    })
    .await
}

fn line<'a>(person: &'a PersonDetails, pin: &CredentialLine) -> Option<&'a CredentialLine> {
    person.credentials.iter().find(|line| line.id == pin.id)
}

/// How often DoorFlow took a credential away.
fn taken(control: &Control) -> usize {
    let ledger = control.ledger();
    let taken = ledger
        .iter()
        .filter(|entry| matches!(entry.write, Write::CredentialDeleted { .. }));
    taken.count()
}

#[tokio::test]
async fn a_credential_is_revoked_and_the_doors_are_told_and_another_can_be_given() -> Result<()> {
    let (reception, pin) = with_pin().await?;
    let (desk, control) = (&reception.desk, reception.control());
    let others = control.credentials(LINH.0).len() - 1;
    let syncs = reception.asked("POST /api/3/sync");
    let booking = revoke(desk, &pin).await?;
    let done = [StepState::Accepted];
    let receipt = reception.ears.booking(booking, &done).await?;
    assert_eq!(
        (receipt.who.as_str(), receipt.steps[0].what),
        (LINH_NAME, EntryKind::Revoke)
    );
    gone(desk, &control, &pin).await?;
    assert_eq!(control.credentials(LINH.0).len(), others, "that one alone");
    until("the doors to be told", async || {
        Ok((reception.asked("POST /api/3/sync") > syncs).then_some(()))
    })
    .await?;
    let person = desk.person(LINH).await?;
    ensure!(
        person.credentials_read && person.has_pin == Some(false),
        "{:?}",
        person.credentials
    );
    assert_eq!(desk.show_pin(LINH).await?.digits, None);
    let next = given(desk, LINH).await?;
    ensure!(next.id != pin.id, "another PIN");
    Ok(())
}

#[tokio::test]
async fn one_that_is_gone_already_is_revoked() -> Result<()> {
    let (reception, pin) = with_pin().await?;
    let (desk, control) = (&reception.desk, reception.control());
    for _ in 0..2 {
        revoke(desk, &pin).await?;
        gone(desk, &control, &pin).await?;
    }
    assert_eq!((taken(&control), reception.asked(DELETE)), (1, 2));
    Ok(())
}

#[tokio::test]
async fn a_404_that_is_not_doorflows_own_revokes_nothing_yet() -> Result<()> {
    let (reception, pin) = with_pin().await?;
    let control = reception.control();
    control.fail_next(Fault::answer("DELETE", CREDENTIAL, 404, json!({})));
    revoke(&reception.desk, &pin).await?;
    gone(&reception.desk, &control, &pin).await?;
    assert_eq!((taken(&control), reception.asked(DELETE)), (1, 2));
    Ok(())
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again() -> Result<()> {
    for fault in [
        Fault::lose_answer("DELETE", CREDENTIAL),
        Fault::drop_request("DELETE", CREDENTIAL),
    ] {
        let (reception, pin) = with_pin().await?;
        let control = reception.control();
        control.fail_next(fault);
        let booking = revoke(&reception.desk, &pin).await?;
        let lost = [StepState::Unknown];
        reception.ears.booking(booking, &lost).await?;
        gone(&reception.desk, &control, &pin).await?;
        assert_eq!(taken(&control), 1);
    }
    Ok(())
}

#[tokio::test]
async fn without_the_network_it_waits_and_the_drawer_says_so() -> Result<()> {
    let (reception, pin) = with_pin().await?;
    let (desk, control) = (&reception.desk, reception.control());
    control.expire_access_tokens();
    control.fail_next(Fault::drop_request("POST", "/oauth/token").times(40));
    revoke(desk, &pin).await?;
    let waits = stands(desk, Standing::Queued, Reason::Offline).await?;
    assert_eq!(
        (waits.what, waits.label.as_deref()),
        (EntryKind::Revoke, Some(pin.label.as_str()))
    );
    let person = desk.person(LINH).await?;
    ensure!(!person.credentials_read && person.has_pin.is_none());
    let shown = line(&person, &pin).context("what is being revoked is shown")?;
    let revoking = shown.revoking.as_ref().context("and said")?;
    assert_eq!(
        (revoking.state, revoking.reason, shown.label.as_str()),
        (Standing::Queued, Reason::Offline, pin.label.as_str())
    );
    assert_eq!(taken(&control), 0);
    // A desk waits ever longer; whoever asks again has it look at once.
    until("it to be revoked", async || {
        let gone = control
            .credentials(LINH.0)
            .iter()
            .all(|one| one.id != pin.id.0);
        if !gone {
            revoke(desk, &pin).await?;
        }
        Ok(gone.then_some(()))
    })
    .await?;
    gone(desk, &control, &pin).await?;
    assert_eq!(taken(&control), 1);
    Ok(())
}

#[tokio::test]
async fn what_is_refused_says_why_and_can_be_asked_for_again() -> Result<()> {
    for (status, said) in [(403, "forbidden"), (422, "PINs are managed elsewhere")] {
        let (reception, pin) = with_pin().await?;
        let (desk, control) = (&reception.desk, reception.control());
        let refusal = Fault::answer("DELETE", CREDENTIAL, status, json!({ "error": said }));
        control.fail_next(refusal);
        let first = revoke(desk, &pin).await?;
        let refused = stands(desk, Standing::Rejected, Reason::Refused).await?;
        ensure!(refused.can_send_again && !refused.problems.is_empty());
        let person = desk.person(LINH).await?;
        let revoking = line(&person, &pin).and_then(|line| line.revoking.clone());
        let revoking = revoking.context("it is said in the drawer too")?;
        assert_eq!(
            (revoking.state, &revoking.problems),
            (Standing::Rejected, &refused.problems)
        );
        let told = reception.ears.hear("an alert", |news| match news {
            News::Alert { alert } => alert.needing.first().cloned(),
            _ => None,
        });
        let told = told.await?;
        assert_eq!(
            (told.who.as_str(), told.what, told.state),
            (LINH_NAME, EntryKind::Revoke, Standing::Rejected)
        );
        assert_eq!(revoke(desk, &pin).await?, first, "the same, once more");
        gone(desk, &control, &pin).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_sign_in_that_may_not_is_told_at_once_and_nothing_is_kept() -> Result<()> {
    let sandbox = building().await?;
    let scopes = [
        "account.person.readonly",
        "account.reservation",
        "account.channel.readonly",
        "account.credential_type.readonly",
    ];
    sandbox.control().set_scopes(&scopes);
    let reception = Reception::signed_in_to(sandbox).await?;
    let asked = (reception.desk).revoke_credential(LINH, "c1", "PIN").await;
    assert_eq!(asked.err().map(|error| error.code), Some(Code::Forbidden));
    assert_eq!(reception.desk.outbox().await?, []);
    assert_eq!(reception.asked(DELETE), 0);
    Ok(())
}

#[tokio::test]
async fn it_is_asked_for_once_however_often_while_it_waits() -> Result<()> {
    let (reception, pin) = with_pin().await?;
    let (desk, control) = (&reception.desk, reception.control());
    let busy = json!({ "error": "rate_limited", "retry_in": 5 });
    control.fail_next(Fault::answer("DELETE", CREDENTIAL, 429, busy));
    let (one, other) = tokio::join!(revoke(desk, &pin), revoke(desk, &pin));
    let one = one?;
    assert_eq!(one, other?);
    stands(desk, Standing::Queued, Reason::Busy).await?;
    assert_eq!(revoke(desk, &pin).await?, one);
    gone(desk, &control, &pin).await?;
    assert_eq!((taken(&control), reception.asked(DELETE)), (1, 2));
    Ok(())
}

#[test]
fn it_survives_the_program() -> Result<()> {
    let busy = json!({ "error": "rate_limited", "retry_in": 3600 });
    for fault in [
        Fault::never_answer("DELETE", CREDENTIAL),
        Fault::answer("DELETE", CREDENTIAL, 429, busy),
    ] {
        let house = House::build()?;
        house.first_run()?;
        let control = house.sandbox.control();
        let pin = house.run(async |desk, _| {
            signed_in(desk).await?;
            fresh(desk).await?;
            let pin = given(desk, LINH).await?;
            control.fail_next(fault);
            revoke(desk, &pin).await?;
            until("DoorFlow to have been asked", async || {
                Ok((!control.faults_met().is_empty()).then_some(()))
            })
            .await?;
            Ok(pin)
        })?;
        house.run(async |desk, _| gone(desk, &control, &pin).await)?;
        assert_eq!(taken(&control), 1);
    }
    Ok(())
}
