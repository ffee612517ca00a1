use super::{BRANCH, FOUNDRY, at, created, file_for, joined, kinds, listed, people, put, read};
use crate::accounts::mails;
use crate::support::{Answer, Engine, Person, TestApp, edition, form, path};
use rstest::rstest;
use serde_json::json;
use shared::id::OrganisationId;
use shared::organisation::{EventOrganisation, OrganisationPeople, OwnOrganisations};
use shared::problem::Code;

async fn ask(person: &Person, branch: OrganisationId, identifier: &str) -> Answer {
    let body = json!({ "identifier": identifier });
    person.post(&at(branch, "mandates"), &body).await
}

async fn give(person: &Person, company: OrganisationId, branch: OrganisationId) -> Answer {
    let path = at(company, &format!("mandates/{branch}"));
    put(person, &path, &json!({})).await
}

async fn end(person: &Person, company: OrganisationId, branch: OrganisationId) -> Answer {
    person
        .delete(&at(company, &format!("mandates/{branch}")))
        .await
}

#[rstest]
#[tokio::test]
async fn a_mandated_organisation_files_and_both_see_the_file(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (manager, branch_manager) = (app.organiser().await, app.organiser().await);
    let (reader, filer) = (app.organiser().await, app.organiser().await);
    let company = created(&manager, FOUNDRY, "Fonderie du Rhône").await;
    let branch = created(&branch_manager, BRANCH, "Union des fonderies").await;
    joined(&app, &manager, company, &reader, "reads").await;
    joined(&app, &branch_manager, branch, &filer, "files").await;
    let draft = filer.draft(&form()).await;

    let asked: OrganisationPeople = ask(&branch_manager, branch, FOUNDRY).await.ok(200);
    assert_eq!(asked.mandates_held[0].accepted_at, None);
    file_for(&filer, draft.id, Some(company), Some(branch))
        .await
        .refused(Code::NotMandated);
    let letters = mails(&app, &manager.account().email).await;
    assert!(letters[0].body_text.contains("Union des fonderies"));
    give(&branch_manager, company, branch)
        .await
        .refused(Code::NotFound);
    give(&reader, company, branch)
        .await
        .refused(Code::Forbidden);
    let given: OrganisationPeople = give(&manager, company, branch).await.ok(200);
    assert!(given.mandates_given[0].accepted_at.is_some());
    give(&manager, company, branch)
        .await
        .ok::<OrganisationPeople>(200);

    let own: OwnOrganisations = filer.get("/api/v1/organisations").await.ok(200);
    let choices: Vec<_> = own
        .choices
        .iter()
        .map(|choice| {
            (
                choice.organisation.id,
                choice.through.as_ref().map(|it| it.id),
            )
        })
        .collect();
    assert_eq!(choices, [(branch, None), (company, Some(branch))]);
    let filed: EventOrganisation = file_for(&filer, draft.id, Some(company), Some(branch))
        .await
        .ok(200);
    assert_eq!(filed.organisation.unwrap().id, company);
    assert_eq!(filed.through.unwrap().id, branch);
    for (person, organisation) in [
        (&manager, company),
        (&reader, company),
        (&branch_manager, branch),
        (&filer, branch),
    ] {
        assert_eq!(listed(person, organisation).await, [draft.id]);
    }
    let shown = read(&manager, draft.id).await.filed_for.unwrap();
    assert_eq!(shown.organisation.id, company);
    assert_eq!(shown.through.map(|through| through.id), Some(branch));
    assert!(read(&manager, draft.id).await.editable);
    assert!(read(&branch_manager, draft.id).await.editable);
    assert!(!read(&reader, draft.id).await.editable);
    for (person, organisation) in [(&manager, company), (&filer, branch)] {
        let kinds = kinds(person, organisation).await;
        assert!(kinds.contains(&"organisation.mandate_given".to_owned()));
    }
}

#[rstest]
#[tokio::test]
async fn either_side_ends_a_mandate_and_what_was_filed_stays(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (manager, branch_manager) = (app.organiser().await, app.organiser().await);
    let stranger = app.organiser().await;
    let company = created(&manager, FOUNDRY, "Fonderie").await;
    let branch = created(&branch_manager, BRANCH, "Union").await;
    let draft = branch_manager.draft(&form()).await;
    let next = branch_manager.draft(&form()).await;
    for by_company in [true, false] {
        ask(&branch_manager, branch, FOUNDRY)
            .await
            .ok::<OrganisationPeople>(200);
        let problem = ask(&branch_manager, branch, FOUNDRY)
            .await
            .refused(Code::Invalid);
        assert_eq!(problem.errors[0].code, Code::Duplicate);
        give(&manager, company, branch)
            .await
            .ok::<OrganisationPeople>(200);
        file_for(&branch_manager, draft.id, Some(company), Some(branch))
            .await
            .ok::<EventOrganisation>(200);

        end(&stranger, company, branch)
            .await
            .refused(Code::NotFound);
        let person = if by_company {
            &manager
        } else {
            &branch_manager
        };
        let ended = end(person, company, branch).await;

        assert_eq!(ended.status.as_u16(), 204, "{}", ended.text);
        end(person, company, branch).await.refused(Code::NotFound);
        assert!(people(&manager, company).await.mandates_given.is_empty());
        assert_eq!(listed(&manager, company).await, [draft.id]);
        file_for(&branch_manager, next.id, Some(company), Some(branch))
            .await
            .refused(Code::NotMandated);
    }
    stranger.get(&path(draft.id)).await.refused(Code::NotFound);
}

#[tokio::test]
async fn a_mandate_is_asked_of_a_known_organisation_only() {
    let app = TestApp::start(Engine::Sqlite).await;
    let manager = app.organiser().await;
    let branch = created(&manager, BRANCH, "Union").await;
    for (number, code) in [
        ("nonsense", Code::InvalidUai),
        (FOUNDRY, Code::UnknownValue),
        (BRANCH, Code::NotAllowed),
    ] {
        let problem = ask(&manager, branch, number).await.refused(Code::Invalid);
        assert_eq!(
            (problem.errors[0].pointer.as_str(), problem.errors[0].code),
            ("/identifier", code)
        );
    }
}
