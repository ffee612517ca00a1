use super::{ADMINISTRATORS, Way};
use crate::api::{Mutation, Remote, administration};
use crate::clock;
use crate::layout::{Page, PageHead, SignedIn};
use crate::messages::{known, number, plural, t, t_args};
use crate::ui::{
    Announcer, Button, ButtonKind, Disclosure, Empty, Followed, Items, PageRequest, PagedList,
    ProblemAlert, RowTable, TextField, fault_at, faults_of, focus_later,
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::job::{DeadJob, JobKind, JobOverview, JobSchedule, ReplayedJobs};
use shared::paging;

/// The background jobs, and those that were given up.
#[component]
pub fn JobsPage() -> impl IntoView {
    view! {
        <Page title=t("jobs.title")>
            <PageHead title=t("jobs.title") above={view! { <Way/> }.into_any()}><p>{t("jobs.intro")}</p></PageHead>
            <SignedIn roles=ADMINISTRATORS then=|_| view! { <Jobs/> }/>
        </Page>
    }
}

#[component]
fn Jobs() -> impl IntoView {
    let overview = Remote::<JobOverview>::new(administration::get_job_overview);
    let dead = Remote::<paging::Page<DeadJob>>::new(|| administration::list_dead_jobs(None));
    let changed = Callback::new(move |()| {
        overview.refetch();
        dead.refetch();
        focus_later("jobs-dead");
    });
    let more = |cursor: String| -> PageRequest<DeadJob> {
        Box::pin(administration::list_dead_jobs(Some(cursor)))
    };
    let shown = move |overview: Signal<JobOverview>| {
        let kinds = Signal::derive(move || overview.with(|overview| overview.kinds.clone()));
        let schedules =
            Signal::derive(move || overview.with(|overview| overview.schedules.clone()));
        view! {
            <Kinds kinds changed/>
            <Schedules schedules/>
        }
    };
    view! {
        <div>
            <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| {
                overview.refetch();
                dead.refetch();
            })>{t("jobs.refresh")}</Button>
        </div>
        <section class="administration-part" aria-labelledby="jobs-dead">
            <h2 id="jobs-dead" tabindex="-1">{t("jobs.dead")}</h2>
            <PagedList
                first=dead
                more
                key=|job: &DeadJob| job.id
                row=move |job: DeadJob| view! { <Dead job changed/> }
                class="people"
                shown="jobs.shown"
                none=|| view! { <Empty title=t("jobs.dead.none")/> }
                action=t("jobs.more")
            />
        </section>
        <Followed of=overview then=shown/>
    }
}

/// Name of a kind of job in words; the identifier for a kind that this release does not know.
fn kind_name(kind: &str) -> String {
    known("jobs.kind", kind).unwrap_or_else(|| kind.to_owned())
}

fn moment(at: DateTime<Utc>) -> String {
    clock::moment_in(at, Tz::Europe__Paris)
}

#[component]
fn Dead(job: DeadJob, changed: Callback<()>) -> impl IntoView {
    let DeadJob {
        id,
        kind,
        attempts,
        error,
        created_at: _,
        ended_at,
    } = job;
    let announcer = Announcer::expect();
    let replaying = Mutation::<ReplayedJobs>::new();
    let replay = move |_| {
        replaying.send(administration::replay_job(id), move |_| {
            announcer.say(t("jobs.replayed"));
            changed.run(());
        });
    };
    let name = kind_name(&kind);
    let ended = ended_at.map(|at| t_args("jobs.ended", &[("at", &moment(at))]));
    let facts = [ended, Some(plural("jobs.attempts", attempts.into()))];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let label = t_args("jobs.replay.label", &[("kind", &name)]);
    view! {
        <li class="people__one">
            <span class="people__name">{name}</span>
            <span class="people__role">{facts.join(" · ")}</span>
            <Button kind=ButtonKind::Secondary label busy=Signal::derive(move || replaying.is_pending()) on_press=Callback::new(replay)>{t("jobs.replay")}</Button>
            {error.map(|error| view! { <p class="administration-error">{error}</p> })}
            {move || replaying.error().map(|error| view! { <ProblemAlert error/> })}
            <Discard id changed/>
        </li>
    }
}

/// Removes a dead job, with a reason.
#[component]
fn Discard(id: uuid::Uuid, changed: Callback<()>) -> impl IntoView {
    let announcer = Announcer::expect();
    let reason = RwSignal::new(String::new());
    let sending = Mutation::<()>::new();
    let faults =
        Signal::derive(move || sending.error().as_ref().map(faults_of).unwrap_or_default());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let request = administration::discard_job(id, reason.get_untracked());
        sending.send(request, move |()| {
            announcer.say(t("jobs.discarded"));
            changed.run(());
        });
    };
    // The server names the field `reason`; several jobs are on the page.
    let field = format!("reason-{id}");
    view! {
        <div class="administration-fold">
            <Disclosure title=t("jobs.discard") needed=false>
                <form class="stack" novalidate on:submit=send>
                    <TextField id=field label=t("jobs.discard.reason") value=reason autocomplete="off" error=fault_at(faults, "reason")/>
                    {move || sending.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
                    <div><Button kind=ButtonKind::Danger submit=true busy=Signal::derive(move || sending.is_pending())>{t("jobs.discard.action")}</Button></div>
                </form>
            </Disclosure>
        </div>
    }
}

#[component]
fn Kinds(kinds: Signal<Vec<JobKind>>, changed: Callback<()>) -> impl IntoView {
    let head = || {
        ["kind", "waiting", "running", "dead", "oldest", "action"]
            .map(|column| {
                let name = crate::messages::t_of("jobs.column", column);
                view! { <th scope="col" role="columnheader">{name}</th> }
            })
            .collect_view()
            .into_any()
    };
    view! {
        <section class="administration-part" aria-labelledby="jobs-kinds">
            <h2 id="jobs-kinds">{t("jobs.kinds")}</h2>
            <Show when=move || !kinds.read().is_empty() fallback=|| view! { <Empty title=t("jobs.none")/> }>
                <div class="administration-scroll" tabindex="0" role="region" aria-labelledby="jobs-kinds">
                    <RowTable class="administration-table" caption=t("jobs.kinds") head=head()>
                        <Items of=kinds key=|kind: &JobKind| kind.kind.clone() row=move |kind: JobKind| view! { <KindRow kind changed/> }/>
                    </RowTable>
                </div>
            </Show>
        </section>
    }
}

#[component]
fn KindRow(kind: JobKind, changed: Callback<()>) -> impl IntoView {
    let JobKind {
        kind,
        waiting,
        running,
        done: _,
        dead,
        oldest_waiting,
    } = kind;
    let announcer = Announcer::expect();
    let replaying = Mutation::<ReplayedJobs>::new();
    let name = kind_name(&kind);
    let label = t_args("jobs.replay_all.label", &[("kind", &name)]);
    let replay = move |_| {
        replaying.send(administration::replay_jobs(kind.clone()), move |done| {
            announcer.say(plural("jobs.replayed_all", done.replayed));
            changed.run(());
        });
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">{name}</th>
            <td role="cell">{number(waiting)}</td>
            <td role="cell">{number(running)}</td>
            <td role="cell">{number(dead)}</td>
            <td role="cell">{oldest_waiting.map(moment)}</td>
            <td role="cell">
                {(dead > 0).then(|| view! {
                    <Button kind=ButtonKind::Quiet label busy=Signal::derive(move || replaying.is_pending()) on_press=Callback::new(replay)>{t("jobs.replay_all")}</Button>
                })}
                {move || replaying.error().map(|error| view! { <ProblemAlert error/> })}
            </td>
        </tr>
    }
}

#[component]
fn Schedules(schedules: Signal<Vec<JobSchedule>>) -> impl IntoView {
    let head = ["kind", "last", "next"]
        .map(|column| {
            let name = crate::messages::t_of("jobs.column", column);
            view! { <th scope="col" role="columnheader">{name}</th> }
        })
        .collect_view()
        .into_any();
    let row = |JobSchedule { kind, last, next }: JobSchedule| {
        view! {
            <tr role="row">
                <th scope="row" role="rowheader">{kind_name(&kind)}</th>
                <td role="cell">{last.map(moment)}</td>
                <td role="cell">{moment(next)}</td>
            </tr>
        }
    };
    view! {
        <section class="administration-part" aria-labelledby="jobs-schedules">
            <h2 id="jobs-schedules">{t("jobs.schedules")}</h2>
            <div class="administration-scroll" tabindex="0" role="region" aria-labelledby="jobs-schedules">
                <RowTable class="administration-table" caption=t("jobs.schedules") head>
                    <Items of=schedules key=|schedule: &JobSchedule| schedule.kind.clone() row/>
                </RowTable>
            </div>
        </section>
    }
}
