//! Signing in to the demo building, where there is no person to press *Allow*.

use doorflow::Error;
use url::Url;

/// Follows a sign-in address from redirect to redirect as a browser does, back to the desk's own listener. Only for a server on
/// this machine that consents by itself: it presses no button.
pub(crate) async fn walk_through(address: String) {
    if let Err(error) = walk(&address).await {
        tracing::warn!(%error, "the demo's sign-in page could not be walked through");
    }
}

async fn walk(address: &str) -> Result<(), Error> {
    let mut next = Url::parse(address).map_err(|_| Error::NotSent("not an address".to_owned()))?;
    // The page, the listener; a third would be a loop.
    for _ in 0..3 {
        match doorflow::redirect_of(&next).await? {
            Some(onward) => next = onward,
            None => return Ok(()),
        }
    }
    Ok(())
}
