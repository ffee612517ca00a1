use super::lines::LinesField;
use super::page::HEADING;
use crate::api::{Mutation, Remote, groups};
use crate::events::Sure;
use crate::messages::{plural, t, t_args, t_of};
use crate::ui::{
    Announcer, Button, ButtonKind, Choice, Disclosure, Empty, ItemList, ProblemAlert, Select, Tag,
    Tone, focus_later,
};
use leptos::prelude::*;
use shared::id::ReviewGroupId;
use shared::label::{GroupMember, GroupMemberRole, GroupRole, LinesImport, ReviewGroup};

/// The members, with what the caller may change.
#[component]
pub(super) fn Members(
    id: ReviewGroupId,
    version: Memo<i32>,
    members: Signal<Vec<GroupMember>>,
    manageable: bool,
    editable: bool,
    group: Remote<ReviewGroup>,
) -> impl IntoView {
    let adding = Mutation::<LinesImport>::new();
    let announcer = Announcer::expect();
    let send = Callback::new(move |text: String| {
        adding.send(groups::import_group_members(id, text), move |outcome| {
            announcer.say(plural("groups.lines.added", u64::from(outcome.added)));
        });
    });
    // The list is read again when the outcome was seen, which goes then.
    let seen = move |_| {
        adding.clear();
        group.refetch();
        focus_later(HEADING);
    };
    view! {
        <section class="stack" aria-labelledby="group-members">
            <h3 id="group-members">{t("groups.members")}</h3>
            <ItemList
                of=members
                key=|member: &GroupMember| member.account
                row=move |member: GroupMember| view! { <One id version member manageable editable group/> }
                class="people"
                none=|| view! { <Empty title=t("groups.members.none") text=t("groups.members.none.text")/> }
            />
            {manageable.then(|| view! {
                <Disclosure title=t("groups.members.add") needed=false>
                    <LinesField
                        id="group-addresses"
                        label=t("groups.members.addresses")
                        hint=t("groups.members.addresses.hint")
                        action=t("groups.members.add.action")
                        adding
                        on_send=send
                    />
                    {move || adding.value().filter(|outcome| outcome.added > 0).map(|_| view! {
                        <Button kind=ButtonKind::Quiet on_press=Callback::new(seen)>{t("groups.members.show")}</Button>
                    })}
                </Disclosure>
            })}
        </section>
    }
}

#[component]
fn One(
    id: ReviewGroupId,
    version: Memo<i32>,
    member: GroupMember,
    manageable: bool,
    editable: bool,
    group: Remote<ReviewGroup>,
) -> impl IntoView {
    let GroupMember {
        account,
        name,
        role,
        absent,
        open_files,
    } = member;
    let announcer = Announcer::expect();
    let (removing, changing) = (Mutation::<()>::new(), Mutation::<ReviewGroup>::new());
    let remove = Callback::new(move |()| {
        removing.send(groups::remove_group_member(id, account), move |()| {
            announcer.say(t("groups.member.removed"));
            group.refetch();
            focus_later(HEADING);
        });
    });
    let chosen = RwSignal::new(role.to_string());
    let change = Callback::new(move |value: String| {
        let Some(role) = GroupRole::parse(&value) else {
            return;
        };
        let version = version.get_untracked();
        let request = groups::set_group_member_role(id, account, version, GroupMemberRole { role });
        changing.send(request, move |now| {
            announcer.say(t("groups.member.role.done"));
            group.update(|shown| *shown = now);
            focus_later(HEADING);
        });
    });
    // A refused change leaves the role as it was.
    Effect::new(move |_| {
        if changing.error().is_some() {
            chosen.set(role.to_string());
        }
    });
    let roles: Vec<Choice> = GroupRole::ALL
        .iter()
        .map(|role| Choice::new(role.as_str(), t_of("groups.member.role", role.as_str())))
        .collect();
    let label = t_args("groups.member.role.label", &[("name", &name)]);
    let role_view = if editable {
        let field = format!("role-{account}");
        view! { <Select id=field label value=chosen choices=Signal::stored(roles) filter=true on_change=change/> }
            .into_any()
    } else {
        view! { <span class="people__role">{t_of("groups.member.role", role.as_str())}</span> }
            .into_any()
    };
    let remove_label = t_args("groups.member.remove.label", &[("name", &name)]);
    view! {
        <li class="people__one">
            <span class="people__name">{name}</span>
            {absent.then(|| view! { <Tag tone=Signal::stored(Tone::Warning)>{t("groups.member.absent")}</Tag> })}
            <span>{plural("groups.open.count", open_files)}</span>
            {role_view}
            {manageable.then(|| view! {
                <Sure
                    action=t("groups.member.remove")
                    label=remove_label
                    busy=Signal::derive(move || removing.is_pending())
                    error=Signal::derive(move || removing.error())
                    on_sure=remove
                />
            })}
            {move || changing.error().map(|error| view! { <ProblemAlert error retry=Callback::new(move |()| group.refetch())/> })}
        </li>
    }
}
