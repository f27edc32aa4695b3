//! Named defaults of bookings, and the group of new visitors: shipped by the machine's file or chosen at the desk, by the names of places.

use anyhow::{Context as _, Result, ensure};
use desk::booking::Place;
use desk::{Code, Template};
use doorflow::{ChannelId, GroupId};

use crate::reception::{
    FRONT_DOOR, Office, Reception, TURNSTILE, VISITORS, building, doors, fresh,
};

fn contractor() -> Template {
    Template {
        name: "Contractor".to_owned(),
        minutes: Some(480),
        place: Some(doors(&[FRONT_DOOR, TURNSTILE])),
        missing: Vec::new(),
        pin: true,
        purpose: "Maintenance".to_owned(),
        note: String::new(),
        own: true,
    }
}

#[tokio::test]
async fn a_template_is_kept_by_the_names_of_its_doors_and_outlasts_the_program() -> Result<()> {
    let reception = Reception::open().await?;
    let desk = &reception.desk;
    assert_eq!(desk.office().await?.templates, []);
    let kept = desk.save_template(&contractor()).await?.templates;
    assert_eq!(kept, [contractor()]);
    let file = reception.office.folder().join("lobby.toml");
    let text = std::fs::read_to_string(&file)?;
    let front = desk
        .places()
        .await?
        .doors
        .into_iter()
        .find(|door| door.id.0 == FRONT_DOOR);
    let front = front.context("the front door")?.name;
    ensure!(text.contains(&format!("\"{front}\"")), "by name: {text}");

    let taken = Template {
        name: " ".to_owned(),
        ..contractor()
    };
    let refused = desk.save_template(&taken).await.map_err(|error| error.code);
    assert_eq!(refused, Err(Code::BadInput));
    desk.save_template(&Template {
        name: "Other".to_owned(),
        ..contractor()
    })
    .await?;
    let refused = desk.rename_template("other", "CONTRACTOR").await;
    assert_eq!(refused.map_err(|error| error.code), Err(Code::BadInput));
    desk.rename_template("Other", "Builder").await?;
    let left = desk.remove_template("builder").await?.templates;
    assert_eq!(left, [contractor()]);
    let gone = desk.remove_template("Builder").await;
    assert_eq!(gone.map_err(|error| error.code), Err(Code::NotFound));

    desk.close();
    let (again, _ears) = reception.office.start().await?;
    assert_eq!(again.office().await?.templates, [contractor()]);
    Ok(())
}

#[tokio::test]
async fn what_a_template_names_and_doorflow_does_not_list_is_said() -> Result<()> {
    let sandbox = building().await?;
    let office = Office::at(&sandbox)?;
    office.configure_also(&format!(
        "[[template]]\nname = \"Contractor\"\ndoors = [{FRONT_DOOR}, \"Back Gate\"]\n"
    ))?;
    let reception = Reception::signed_in_at(sandbox, office).await?;
    fresh(&reception.desk).await?;
    let mut templates = reception.desk.office().await?.templates;
    let template = templates.pop().context("a template")?;
    assert_eq!(template.missing, ["Back Gate"]);
    let place = Place::Doors {
        channel_ids: vec![ChannelId(FRONT_DOOR)],
    };
    assert_eq!(template.place, Some(place));
    Ok(())
}

#[tokio::test]
async fn the_group_of_new_visitors_is_kept_by_its_name_and_said_where_it_is_gone() -> Result<()> {
    let sandbox = building().await?;
    let office = Office::at(&sandbox)?;
    office.configure_also("visitor_group = \"Ramblers\"\n")?;
    let reception = Reception::signed_in_at(sandbox, office).await?;
    fresh(&reception.desk).await?;
    let desk = &reception.desk;
    let settled = desk.office().await?;
    assert_eq!(settled.visitor_group, None, "no other takes its place");
    assert_eq!(settled.missing_group.as_deref(), Some("Ramblers"));
    assert!(settled.group_settled);

    let file = reception.office.folder().join("lobby.toml");
    let visitors = Some(GroupId(VISITORS));
    let none = Some("#424242".to_owned());
    for (group, written, found, missing) in [
        (Some(GroupId(424_242)), "424242", None, none),
        (None, "\"\"", None, None),
        (visitors, "\"Visitors\"", visitors, None),
    ] {
        let settled = desk.choose_visitor_group(group).await?;
        assert_eq!(
            (settled.visitor_group, settled.missing_group),
            (found, missing)
        );
        assert!(settled.group_settled, "none as well");
        let text = std::fs::read_to_string(&file)?;
        ensure!(
            text.contains(&format!("visitor_group = {written}\n")),
            "{text}"
        );
    }
    desk.close();
    let (again, _ears) = reception.office.start().await?;
    assert_eq!(again.office().await?.visitor_group, visitors);
    Ok(())
}
