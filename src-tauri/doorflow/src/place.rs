//! Groups, roles and sites.

use chrono::{DateTime, Utc};
use futures_util::Stream;
use serde::Deserialize;

use crate::client::{Client, Result};
use crate::decode;
use crate::ids::{GroupId, RoleId, SiteId};
use crate::page::{ListRequest, Page};
use crate::scope::Scope;
use crate::token::AccessToken;

/// A group of people: `GET /api/3/groups`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Group {
    /// Identifier.
    pub id: GroupId,
    /// Name.
    #[serde(default, deserialize_with = "decode::text")]
    pub name: String,
    /// Notes.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub notes: Option<String>,
    /// Whether it holds at all sites.
    #[serde(default, deserialize_with = "decode::flag")]
    pub global_across_sites: bool,
    /// When it was made.
    #[serde(default, deserialize_with = "decode::optional_time")]
    pub created_at: Option<DateTime<Utc>>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "decode::optional_time")]
    pub updated_at: Option<DateTime<Utc>>,
}

/// A role: `GET /api/3/roles`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Role {
    /// Identifier.
    pub id: RoleId,
    /// Name.
    #[serde(default, deserialize_with = "decode::text")]
    pub name: String,
    /// The shift in which it gives access; `None` is always.
    #[serde(default, deserialize_with = "decode::optional_number")]
    pub shift_id: Option<i64>,
    /// Notes.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub notes: Option<String>,
    /// When it was made.
    #[serde(default, deserialize_with = "decode::optional_time")]
    pub created_at: Option<DateTime<Utc>>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "decode::optional_time")]
    pub updated_at: Option<DateTime<Utc>>,
}

/// A site: `GET /api/3/sites`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Site {
    /// Identifier.
    pub id: SiteId,
    /// Name.
    #[serde(default, deserialize_with = "decode::text")]
    pub name: String,
    /// Address range; old.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub ip_address: Option<String>,
    /// Zone, an IANA name.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub time_zone: Option<String>,
    /// Notes.
    #[serde(default, deserialize_with = "decode::optional_text")]
    pub notes: Option<String>,
    /// Address ranges.
    #[serde(default, deserialize_with = "decode::items")]
    pub site_ips: Vec<SiteIp>,
}

/// An address range of a site.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SiteIp {
    /// `192.168.1.0/24`.
    #[serde(default, deserialize_with = "decode::text")]
    pub ip_address: String,
}

impl Client {
    /// All groups: this list has no pages. `GET /api/3/groups`, scope `account.group.readonly`.
    pub async fn groups(&self, token: &AccessToken) -> Result<Page<Group>> {
        self.page(token, &whole(Scope::GroupReadonly, "groups"), 1)
            .await
    }

    /// All roles: this list has no pages. `GET /api/3/roles`, scope `account.role.readonly`.
    pub async fn roles(&self, token: &AccessToken) -> Result<Page<Role>> {
        self.page(token, &whole(Scope::RoleReadonly, "roles"), 1)
            .await
    }

    /// Sites, page by page. `GET /api/3/sites`, scope `account.site.readonly`.
    pub fn sites(
        &self,
        token: &AccessToken,
    ) -> impl Stream<Item = Result<Page<Site>>> + Send + use<> {
        let size = Some(("per_page", 500));
        self.pages(
            token,
            ListRequest {
                size,
                ..whole(Scope::SiteReadonly, "sites")
            },
        )
    }
}

fn whole(scope: Scope, path: &str) -> ListRequest {
    ListRequest {
        scope,
        path: path.to_owned(),
        query: Vec::new(),
        size: None,
    }
}
