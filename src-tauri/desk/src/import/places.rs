//! Doors and groups by their names.

use std::collections::{HashMap, HashSet};

use doorflow::{ChannelId, GroupId};

use crate::booking::{Field, Place, Problem, ProblemCode};
use crate::directory::folded;
use crate::visits::Places;

/// What stands between the names in a cell, the coarser before what may be part of a name. A slash or a hyphen may stand between site
/// and door.
const DIVIDERS: [&[char]; 2] = [&[';', '|', '\n'], &[',', '+', '&']];

/// One door or group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Spot {
    Door(ChannelId),
    Group(GroupId),
}

/// The names of all doors and groups.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlaceNames {
    spots: HashMap<String, Vec<Spot>>,
    /// At which site each door is, where that is known.
    sites: HashMap<ChannelId, String>,
    /// Every site, also those without doors; none where they could not be read, or where there are none.
    every_site: HashSet<String>,
    /// There are no sites: they were read.
    has_none: bool,
}

impl PlaceNames {
    /// Those of everywhere that a visitor can be let in, as far as the sign-in may read it.
    pub(super) fn of(places: &Places, may_read_sites: bool) -> Self {
        let mut names = Self::default();
        let mut sites = HashMap::new();
        for site in &places.sites {
            sites.insert(site.id, site.name.as_str());
            names.every_site.insert(folded(&site.name));
        }
        for door in &places.doors {
            let site = door.site_id.and_then(|site| sites.get(&site).copied());
            names.door(door.id, &door.name, site);
        }
        for group in &places.groups {
            names.group(group.id, &group.name);
        }
        let mut doors = places.doors.iter();
        names.has_none =
            may_read_sites && places.sites.is_empty() && doors.all(|door| door.site_id.is_none());
        names
    }

    /// A door by its name, and by its name with its site's before or after it.
    pub(crate) fn door(&mut self, id: ChannelId, name: &str, site: Option<&str>) {
        self.add(folded(name), Spot::Door(id));
        if let Some(site) = site {
            self.sites.insert(id, folded(site));
            self.every_site.insert(folded(site));
            self.add(folded(&format!("{site} {name}")), Spot::Door(id));
            self.add(folded(&format!("{name} {site}")), Spot::Door(id));
        }
    }

    /// A group by its name.
    pub(crate) fn group(&mut self, id: GroupId, name: &str) {
        self.add(folded(name), Spot::Group(id));
    }

    fn add(&mut self, name: String, spot: Spot) {
        let spots = self.spots.entry(name).or_default();
        if !spots.contains(&spot) {
            spots.push(spot);
        }
    }

    /// Whether a cell holds names of doors or groups.
    pub(super) fn knows(&self, text: &str) -> bool {
        !text.is_empty() && matches!(self.place(text, ""), Ok(Some(_)))
    }

    /// Those of some doors that may be at a site; all of them where none is named, and where there are none. Where the sites could not be read,
    /// nobody knows which of them are there.
    pub(super) fn at_site(
        &self,
        doors: &[ChannelId],
        site: &str,
    ) -> Result<Vec<ChannelId>, Problem> {
        if self.every_site.is_empty() && !folded(site).is_empty() {
            return if self.has_none {
                Ok(doors.to_vec())
            } else {
                Err(problem(ProblemCode::SiteUnread, site))
            };
        }
        let there = |id: &&ChannelId| self.may_be_at(**id, site);
        Ok(doors.iter().filter(there).copied().collect())
    }

    /// The doors or groups of a cell, at this site where one is named; none where the cell holds nothing. Where the sites could not be read, none
    /// can be called wrong.
    pub(super) fn place(&self, text: &str, site: &str) -> Result<Option<Place>, Problem> {
        let named = folded(site);
        let is_known = self.every_site.is_empty() || self.every_site.contains(&named);
        if !named.is_empty() && !is_known {
            return Err(problem(ProblemCode::NoSuchSite, site));
        }
        if text.trim().is_empty() {
            return Ok(None);
        }
        let mut spots = Vec::new();
        self.gather(text, site, &DIVIDERS, &mut spots)?;
        let doors: Vec<ChannelId> = spots
            .iter()
            .filter_map(|spot| match spot {
                Spot::Door(id) => Some(*id),
                Spot::Group(_) => None,
            })
            .collect();
        let groups: Vec<GroupId> = spots
            .iter()
            .filter_map(|spot| match spot {
                Spot::Group(id) => Some(*id),
                Spot::Door(_) => None,
            })
            .collect();
        match (doors.is_empty(), groups.is_empty()) {
            (true, true) => Ok(None),
            (false, false) => Err(problem(ProblemCode::DoorsAndGroups, text)),
            (false, true) => Ok(Some(Place::Doors { channel_ids: doors })),
            (true, _) => Ok(Some(Place::Groups { group_ids: groups })),
        }
    }

    /// Puts to `spots` what a text names: as a whole, else what stands between its dividers.
    fn gather(
        &self,
        text: &str,
        site: &str,
        dividers: &[&[char]],
        spots: &mut Vec<Spot>,
    ) -> Result<(), Problem> {
        let whole = match self.spot(text, site) {
            Ok(spot) => {
                if !spots.contains(&spot) {
                    spots.push(spot);
                }
                return Ok(());
            }
            Err(whole) if whole.code == ProblemCode::NoSuchPlace => whole,
            Err(other) => return Err(other),
        };
        let Some((divider, finer)) = dividers.split_first() else {
            return Err(whole);
        };
        let parts = text.split(*divider).map(str::trim);
        for part in parts.filter(|part| !part.is_empty()) {
            self.gather(part, site, finer, spots)?;
        }
        Ok(())
    }

    fn spot(&self, name: &str, site: &str) -> Result<Spot, Problem> {
        let Some(called) = self.spots.get(&folded(name)) else {
            return Err(problem(ProblemCode::NoSuchPlace, name));
        };
        let mut there = called.iter().filter(|spot| match spot {
            Spot::Door(id) => self.may_be_at(*id, site),
            // A group may be of doors anywhere.
            Spot::Group(_) => true,
        });
        match (there.next(), there.next()) {
            (Some(spot), None) => Ok(*spot),
            (Some(_), Some(_)) => Err(problem(ProblemCode::SeveralPlaces, name)),
            (None, _) => Err(problem(ProblemCode::NotAtSite, name)),
        }
    }

    /// Whether a door is at a site, or may be.
    fn may_be_at(&self, door: ChannelId, site: &str) -> bool {
        let site = folded(site);
        site.is_empty() || self.sites.get(&door).is_none_or(|its| *its == site)
    }
}

fn problem(code: ProblemCode, name: &str) -> Problem {
    Problem {
        field: Field::Place,
        code,
        subject: name.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use doorflow::SiteId;

    use super::*;
    use crate::visits::{Door, Group, Site};

    fn names() -> PlaceNames {
        let mut names = PlaceNames::default();
        names.door(ChannelId(1), "Front Door", Some("Northgate House"));
        names.door(ChannelId(2), "Front Door", Some("Riverside"));
        names.door(ChannelId(3), "Lift, 2nd Floor", Some("Northgate House"));
        names.door(ChannelId(4), "Café Terrace", None);
        names.group(GroupId(8), "Visitors");
        names.group(GroupId(9), "Event guests");
        names
    }

    fn doors(ids: &[i64]) -> Place {
        let channel_ids = ids.iter().copied().map(ChannelId).collect();
        Place::Doors { channel_ids }
    }

    #[test]
    fn doors_and_groups_are_known_by_their_names() {
        let names = names();
        let place = |text, site| names.place(text, site).map_err(|problem| problem.code);
        assert_eq!(place("cafe terrace", ""), Ok(Some(doors(&[4]))));
        assert_eq!(
            place("Lift, 2nd Floor", ""),
            Ok(Some(doors(&[3]))),
            "a comma in a name"
        );
        assert_eq!(
            place("Riverside / Front Door; Café Terrace", ""),
            Ok(Some(doors(&[2, 4])))
        );
        assert_eq!(
            place("Front Door (Northgate House)", ""),
            Ok(Some(doors(&[1])))
        );
        assert_eq!(place("Front Door", "Riverside"), Ok(Some(doors(&[2]))));
        assert_eq!(place("Front Door", ""), Err(ProblemCode::SeveralPlaces));
        assert_eq!(
            place("Lift, 2nd Floor", "Riverside"),
            Err(ProblemCode::NotAtSite),
            "no other site’s door"
        );
        assert_eq!(
            place("Front Door", "Southgate"),
            Err(ProblemCode::NoSuchSite)
        );
        assert_eq!(place("", "Southgate"), Err(ProblemCode::NoSuchSite));
        let (cafe, visitors) = (
            place("Café Terrace", "riverside"),
            place("Visitors", "riverside"),
        );
        assert!(cafe.is_ok() && visitors.is_ok(), "those are at no site");
        assert_eq!(
            place("Café Terrace, Cafe Terrace", ""),
            Ok(Some(doors(&[4])))
        );
        let groups = Place::Groups {
            group_ids: vec![GroupId(8), GroupId(9)],
        };
        assert_eq!(place("visitors & event guests", ""), Ok(Some(groups)));
        assert_eq!(
            place("Visitors, Café Terrace", ""),
            Err(ProblemCode::DoorsAndGroups)
        );
        assert_eq!(place("Attic", ""), Err(ProblemCode::NoSuchPlace));
        assert_eq!(
            place("Café Terrace, Attic", ""),
            Err(ProblemCode::NoSuchPlace)
        );
        assert_eq!(
            place("Lift, 2nd Floor; Cafe Terrace", ""),
            Ok(Some(doors(&[3, 4])))
        );
        assert_eq!(place(";", ""), Ok(None));
        assert_eq!(place(" ", "Riverside"), Ok(None));
        assert!(names.knows("Café Terrace") && !names.knows(""));
    }

    /// The front door at Northgate, and a group; with these sites.
    fn listed(sites: &[(i64, &str)]) -> PlaceNames {
        of_one_door(sites, Some(SiteId(5)), true)
    }

    fn of_one_door(
        sites: &[(i64, &str)],
        site_id: Option<SiteId>,
        may_read_sites: bool,
    ) -> PlaceNames {
        let site = |(id, name): &(i64, &str)| Site {
            id: SiteId(*id),
            name: (*name).to_owned(),
        };
        let places = Places {
            doors: vec![Door {
                id: ChannelId(1),
                name: "Front Door".to_owned(),
                site_id,
                online: true,
                lockdown: false,
                failing: false,
            }],
            groups: vec![Group {
                id: GroupId(8),
                name: "Visitors".to_owned(),
                notes: String::new(),
            }],
            sites: sites.iter().map(site).collect(),
            usual_doors: Vec::new(),
        };
        PlaceNames::of(&places, may_read_sites)
    }

    fn doors_at(names: &PlaceNames, site: &str) -> Result<Vec<ChannelId>, Problem> {
        names.at_site(&[ChannelId(1)], site)
    }

    #[test]
    fn only_a_site_that_doorflow_does_not_list_is_none() {
        let names = listed(&[(5, "Northgate House"), (6, "Annexe")]);
        let place = |text, site| names.place(text, site).map_err(|problem| problem.code);
        let visitors = Place::Groups {
            group_ids: vec![GroupId(8)],
        };
        assert_eq!(
            place("Visitors", "annexe"),
            Ok(Some(visitors)),
            "a site without doors"
        );
        assert_eq!(place("", "Annexe"), Ok(None));
        assert_eq!(place("Front Door", "Annexe"), Err(ProblemCode::NotAtSite));
        assert_eq!(place("", "Southgate"), Err(ProblemCode::NoSuchSite));
        let unread = listed(&[]);
        assert_eq!(
            unread.place("Front Door", "Northgate House"),
            Ok(Some(doors(&[1]))),
            "sites that cannot be read"
        );
        assert_eq!(unread.place("", "Northgate House"), Ok(None));
        assert_eq!(
            doors_at(&unread, "Northgate House"),
            Err(problem(ProblemCode::SiteUnread, "Northgate House")),
            "it may be another building"
        );
        let usual = Ok(vec![ChannelId(1)]);
        assert_eq!(doors_at(&unread, ""), usual);
        assert_eq!(doors_at(&names, "Northgate House"), usual);
    }

    #[test]
    fn an_account_without_sites_has_its_usual_doors_wherever_a_row_says_that_it_is() {
        let usual = Ok(vec![ChannelId(1)]);
        let none = of_one_door(&[], None, true);
        assert_eq!(doors_at(&none, "Northgate House"), usual);
        assert_eq!(none.place("", "Northgate House"), Ok(None));
        let not_known = Err(problem(ProblemCode::SiteUnread, "Northgate House"));
        let unread = of_one_door(&[], None, false);
        assert_eq!(
            doors_at(&unread, "Northgate House"),
            not_known,
            "which may not be read"
        );
        assert_eq!(
            doors_at(&listed(&[]), "Northgate House"),
            not_known,
            "a door is at one that was not read"
        );
    }
}
