//! Photos, which DoorFlow names by address.

use url::Url;

use crate::client::{Client, Result};
use crate::error::{Error, Unreadable};
use crate::loopback::is_here;

impl Client {
    /// The bytes of a photo, from a person's `image_url`: a PNG, JPEG, GIF or WebP. The token does not go along, since the address
    /// can be another server's; it must be https, or http on this machine.
    pub async fn photo(&self, address: &str) -> Result<Vec<u8>> {
        let unusable = |reason: &str| Error::Unreadable {
            status: 200,
            what: Unreadable {
                path: "image_url".to_owned(),
                reason: reason.to_owned(),
            },
        };
        let url = Url::parse(address).map_err(|_| unusable("not an address"))?;
        if url.scheme() != "https" && !(url.scheme() == "http" && is_here(&url)) {
            return Err(unusable("neither https nor on this machine"));
        }
        let bytes = self.fetch(url).await?;
        if is_image(&bytes) {
            Ok(bytes)
        } else {
            Err(unusable("not a picture"))
        }
    }
}

/// Told by the first bytes: what a server calls its answer is not relied on.
fn is_image(bytes: &[u8]) -> bool {
    [&b"\x89PNG\r\n\x1a\n"[..], b"\xff\xd8\xff", b"GIF8"]
        .iter()
        .any(|start| bytes.starts_with(start))
        || (bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_count() {
        assert!(is_image(b"\x89PNG\r\n\x1a\n...."));
        assert!(is_image(b"RIFF....WEBPVP8 "));
        for other in [&b"<html>"[..], b"", b"RIFF....WAVE", b"<svg xmlns"] {
            assert!(!is_image(other));
        }
    }

    #[tokio::test]
    async fn an_address_that_is_not_safe_is_not_asked() {
        let client =
            Client::new(crate::Config::new("https://api.example".parse().unwrap())).unwrap();
        for bad in [
            "http://photos.example/1.png",
            "file:///etc/passwd",
            "ftp://127.0.0.1/1.png",
            "1.png",
            "",
        ] {
            assert!(
                matches!(client.photo(bad).await, Err(Error::Unreadable { .. })),
                "{bad}"
            );
        }
    }
}
