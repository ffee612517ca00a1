use super::{Address, Desk};
use crate::api::{Mutation, Remote, queue};
use crate::messages::{plural, t, t_args};
use crate::ui::{
    Announcer, Button, ButtonKind, Disclosure, ErrorSummary, ProblemAlert, TextField, fault_at,
    faults_of, go_to,
};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::label::{NewQueueView, QueueView};

/// The saved views of the user, and a form to save the present one.
#[component]
pub(super) fn SavedViews(desk: Desk) -> impl IntoView {
    let views = Remote::<Vec<QueueView>>::new(queue::list_queue_views);
    let list = Memo::new(move |_| views.value().unwrap_or_default());
    let hint = Signal::derive(move || {
        let count = list.read().len() as u64;
        (count > 0).then(|| plural("queue.views.count", count))
    });
    view! {
        <Disclosure title=t("queue.views") hint needed=false>
            <ul class="review-queue-views">
                <For each=move || list.get() key=|view| (view.id, view.name.clone(), view.query.clone()) children=move |view| view! { <View desk view views/> }/>
            </ul>
            <SaveForm desk views/>
        </Disclosure>
    }
}

#[component]
fn View(desk: Desk, view: QueueView, views: Remote<Vec<QueueView>>) -> impl IntoView {
    let deleting = Mutation::<()>::new();
    let announcer = Announcer::expect();
    let address = Address::of_view(&view.query);
    let (href, next) = (address.href(), StoredValue::new(address));
    let label = t_args("queue.views.delete.label", &[("name", &view.name)]);
    let delete = move |_| {
        deleting.send(queue::delete_queue_view(view.id), move |()| {
            views.refetch();
            announcer.say(t("queue.views.deleted"));
            // The button that was pressed is gone.
            go_to("nom-de-la-vue");
        });
    };
    view! {
        <li class="review-queue-views__one">
            <a href=href on:click=move |event| desk.follow(&event, || next.get_value())>{view.name.clone()}</a>
            <Button kind=ButtonKind::Quiet label=label busy=Signal::derive(move || deleting.is_pending()) on_press=Callback::new(delete)>{t("queue.views.delete")}</Button>
            {move || deleting.error().map(|error| view! { <ProblemAlert error/> })}
        </li>
    }
}

#[component]
fn SaveForm(desk: Desk, views: Remote<Vec<QueueView>>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let saving = Mutation::<QueueView>::new();
    let announcer = Announcer::expect();
    let faults = Signal::derive(move || {
        let mut faults = saving.error().as_ref().map(faults_of).unwrap_or_default();
        for fault in &mut faults {
            "nom-de-la-vue".clone_into(&mut fault.field);
        }
        faults
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let new = NewQueueView {
            name: name.get_untracked(),
            query: desk.address.read_untracked().query.to_search(),
        };
        saving.send(queue::save_queue_view(new), move |_| {
            name.set(String::new());
            views.refetch();
            announcer.say(t("queue.views.saved"));
        });
    };
    view! {
        <form class="review-queue-views__form" novalidate on:submit=submit>
            <ErrorSummary faults/>
            <TextField id="nom-de-la-vue" label=t("queue.views.name") hint=t("queue.views.hint") value=name filter=true error=fault_at(faults, "nom-de-la-vue")/>
            <div>
                <Button kind=ButtonKind::Secondary submit=true busy=Signal::derive(move || saving.is_pending())>{t("queue.views.save")}</Button>
            </div>
            {move || saving.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
        </form>
    }
}
