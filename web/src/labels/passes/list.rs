use crate::api::{CallError, Mutation, Remote, editions, late_passes};
use crate::clock;
use crate::messages::{t, t_args, t_of};
use crate::ui::{
    Announcer, Button, ButtonKind, Empty, PageRequest, PagedList, ProblemAlert, Tag, Tone,
};
use chrono_tz::Tz;
use futures_util::future::join_all;
use leptos::prelude::*;
use shared::edition::{Edition, Term};
use shared::late_pass::{LatePass, LatePassState};
use shared::paging::Page as Listed;
use shared::place::{Territories, Territory};
use std::collections::BTreeSet;

/// The passes, newest first.
#[component]
pub(super) fn Passes(first: Remote<Listed<LatePass>>, names: Remote<Territories>) -> impl IntoView {
    let passes = RwSignal::new(Vec::<LatePass>::new());
    let slugs = Memo::new(move |_| {
        let slugs = passes.read();
        let slugs = slugs.iter().map(|pass| pass.edition.clone());
        slugs.collect::<BTreeSet<_>>()
    });
    let known = Remote::<Vec<Edition>>::new(move || {
        let slugs = slugs.get();
        async move {
            let calls = slugs.iter().map(|slug| editions::get_edition(slug));
            let found = join_all(calls).await;
            Ok::<_, CallError>(found.into_iter().filter_map(Result::ok).collect())
        }
    });
    let more = |cursor: String| -> PageRequest<LatePass> {
        Box::pin(late_passes::list_late_passes(Some(cursor)))
    };
    view! {
        <PagedList
            first
            more
            key=|pass: &LatePass| pass.id
            row=move |pass: LatePass| view! { <Pass pass passes names known/> }
            class="passes"
            shown="passes.shown"
            none=|| view! { <Empty title=t("passes.none")/> }
            action=t("passes.more")
            items=passes
        />
    }
}

#[component]
fn Pass(
    pass: LatePass,
    passes: RwSignal<Vec<LatePass>>,
    names: Remote<Territories>,
    /// Editions, for the name of the one that the pass is for.
    known: Remote<Vec<Edition>>,
) -> impl IntoView {
    let state = pass.state(clock::now());
    let (word, tone) = match state {
        LatePassState::Usable => ("usable", Tone::Good),
        LatePassState::Used => ("used", Tone::Info),
        LatePassState::Revoked => ("revoked", Tone::Neutral),
        LatePassState::Expired => ("expired", Tone::Neutral),
    };
    let moment = |at| clock::moment_in(at, Tz::Europe__Paris);
    // An address is empty once its account was erased.
    let email = pass.email.clone().filter(|email| !email.is_empty());
    let who = email.unwrap_or_else(|| t("passes.for_anyone").to_owned());
    let until = t_args("passes.until", &[("at", &moment(pass.expires_at))]);
    let used = pass
        .used_at
        .map(|at| t_args("passes.used_at", &[("at", &moment(at))]));
    let announcer = Announcer::expect();
    let revoking = Mutation::<()>::new();
    let id = pass.id;
    let revoke = move |_| {
        revoking.send(late_passes::revoke_late_pass(id), move |()| {
            announcer.say(t("passes.revoked"));
            passes.update(|passes| {
                for pass in passes.iter_mut().filter(|pass| pass.id == id) {
                    pass.revoked_at = Some(clock::now());
                }
            });
        });
    };
    let label = t_args("passes.revoke.label", &[("who", &who), ("until", &until)]);
    let (slug, territory, kind) = (
        pass.edition.clone(),
        pass.territory.clone(),
        pass.kind.clone(),
    );
    let limits = move || {
        let known = known.value().unwrap_or_default();
        let edition = known.iter().find(|edition| edition.slug == slug);
        let place = match &territory {
            Territory::National => Some(t("territory.national").to_owned()),
            territory => names.value().and_then(|names| names.name_of(territory)),
        };
        let kind = kind
            .as_ref()
            .zip(edition)
            .map(|(id, edition)| Term::label_of(&edition.vocabularies.kinds, id).to_owned());
        let name = edition.map_or_else(|| slug.clone(), |edition| edition.name.clone());
        let limits: Vec<String> = [Some(name), place, kind].into_iter().flatten().collect();
        limits.join(" · ")
    };
    view! {
        <li class="passes__one">
            <Tag tone=Signal::stored(tone)>{t_of("passes.state", word)}</Tag>
            <span class="passes__who">{who}</span>
            <span>{limits}</span>
            <span>{until}</span>
            {used.map(|used| view! { <span>{used}</span> })}
            {pass.event.map(|event| view! { <a href=format!("/labellisation/{event}")>{t("passes.used_by")}</a> })}
            {(state == LatePassState::Usable).then(|| view! {
                <Button kind=ButtonKind::Quiet label busy=Signal::derive(move || revoking.is_pending()) on_press=Callback::new(revoke)>{t("passes.revoke")}</Button>
            })}
            {move || revoking.error().map(|error| view! { <ProblemAlert error/> })}
        </li>
    }
}
