use super::talk::Talk;
use crate::account::{OnceSignedIn, WaitsForPassword};
use crate::api::{Mutation, Remote, conversations};
use crate::clock;
use crate::events::summary::Prose;
use crate::messages::{field_problem, t, t_args, t_of};
use crate::ui::{
    Announcer, Button, ButtonKind, Disclosure, ErrorSummary, Fault, Followed, ItemList,
    ProblemAlert, Tag, TextArea, TextField, Tone, faults_of, field_of, focus_later,
};
use chrono_tz::Tz;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::conversation::{
    ConversationRules, ExpertOpinion, NewExpertOpinion, OPINION_MAX_CHARS, OpinionVerdict,
};
use shared::id::EventId;
use shared::problem::{Code, FieldProblem};

/// Element id of the list, which has the focus once an expert was asked or a link was revoked.
const LIST: &str = "avis-titre";

/// Opinions of experts on a file.
#[component]
pub fn Opinions(
    id: EventId,
    zone: Tz,
    talk: Talk,
    /// Rules of the edition.
    rules: ConversationRules,
    /// True for whoever may ask an expert.
    writes: bool,
) -> impl IntoView {
    let opinions = Remote::<Vec<ExpertOpinion>>::new(move || conversations::list_opinions(id));
    view! {
        <section class="conversation" aria-labelledby=LIST>
            <h2 class="conversation__title ds-sr-only" id=LIST tabindex="-1">{t("opinion.title")}</h2>
            <Followed of=opinions lines=3 then={move |all: Signal<Vec<ExpertOpinion>>| view! {
                <ItemList
                    of=all
                    key=|opinion: &ExpertOpinion| opinion.id
                    row=move |opinion: ExpertOpinion| view! { <Opinion id zone opinion opinions writes/> }
                    class="conversation__list"
                    none=|| view! { <p>{t("opinion.none")}</p> }
                />
            }}/>
            {writes.then(|| view! { <AskForm id talk rules opinions/> })}
        </section>
    }
}

/// Colour of a verdict.
const fn tone_of(verdict: OpinionVerdict) -> Tone {
    match verdict {
        OpinionVerdict::Favourable => Tone::Good,
        OpinionVerdict::Reserved => Tone::Warning,
        OpinionVerdict::Unfavourable => Tone::Bad,
    }
}

#[component]
fn Opinion(
    id: EventId,
    zone: Tz,
    opinion: ExpertOpinion,
    opinions: Remote<Vec<ExpertOpinion>>,
    writes: bool,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let revoking = Mutation::<ExpertOpinion>::new();
    let ExpertOpinion {
        id: opinion_id,
        name,
        email,
        question,
        asked_at,
        expires_at,
        revoked_at,
        opinion: given,
    } = opinion;
    let moment = |at| clock::moment_in(at, zone);
    let open = revoked_at.is_none() && clock::now() < expires_at;
    let standing = match revoked_at {
        Some(at) => t_args("opinion.revoked", &[("at", &moment(at))]),
        None if open => t_args("opinion.until", &[("at", &moment(expires_at))]),
        None => t_args("opinion.expired", &[("at", &moment(expires_at))]),
    };
    let person = if name.is_empty() {
        t("opinion.nobody").to_owned()
    } else {
        name
    };
    let (tone, verdict) = match &given {
        Some(given) => {
            let verdict = t_of("opinion.verdict", given.verdict.as_str());
            (tone_of(given.verdict), verdict)
        }
        None => (Tone::Neutral, t("opinion.waiting").to_owned()),
    };
    let label = t_args("opinion.revoke.label", &[("name", &person)]);
    let revoke = move |_| {
        let request = conversations::revoke_opinion(id, opinion_id);
        revoking.send(request, move |revoked| {
            opinions.update(|all| {
                for one in all.iter_mut().filter(|one| one.id == revoked.id) {
                    *one = revoked.clone();
                }
            });
            announcer.say(t("opinion.revoked.done"));
            // The pressed button no longer exists.
            focus_later(LIST);
        });
    };
    view! {
        <li class="conversation__message">
            <p class="conversation__head">
                <strong>{person}</strong>
                {(!email.is_empty()).then(|| view! { <a href=format!("mailto:{email}")>{email.clone()}</a> })}
                <Tag tone=Signal::stored(tone)>{verdict}</Tag>
            </p>
            <p class="conversation__size">{t_args("opinion.asked", &[("at", &moment(asked_at))])}" "{standing}</p>
            <blockquote class="history__comment"><Prose text=question/></blockquote>
            {given.map(|given| view! {
                <p class="conversation__size">{t_args("opinion.given", &[("at", &moment(given.given_at))])}</p>
                <Prose text=given.text/>
            })}
            {(open && writes).then(|| view! {
                <div><Button kind=ButtonKind::Quiet label busy=Signal::derive(move || revoking.is_pending()) on_press=Callback::new(revoke)>{t("opinion.revoke")}</Button></div>
            })}
            {move || revoking.error().map(|error| view! { <ProblemAlert error/> })}
        </li>
    }
}

/// The number of days that was typed: `None` for none, an error for what is no number.
fn days_of(typed: &str) -> Result<Option<u32>, FieldProblem> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let wrong = |_wrong| {
        let fault = FieldProblem::new("/days", Code::OutOfRange, "not a number of days");
        fault.with_limit(ConversationRules::OPINION_DAYS_MAX)
    };
    typed.parse().map(Some).map_err(wrong)
}

fn shown(fault: &FieldProblem) -> Fault {
    // The ids of the fields of the page begin with what they belong to.
    let field = format!("expert-{}", field_of(&fault.pointer));
    Fault::new(field, field_problem(fault))
}

/// The form to ask an expert.
#[component]
fn AskForm(
    id: EventId,
    talk: Talk,
    rules: ConversationRules,
    opinions: Remote<Vec<ExpertOpinion>>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let asking = Mutation::<ExpertOpinion>::new();
    let found = RwSignal::new(Vec::<Fault>::new());
    let draft = talk.expert;
    let faults = Signal::derive(move || {
        let mut faults = found.get();
        if let Some(crate::api::CallError::Problem(problem)) = asking.error() {
            faults.extend(problem.errors.iter().map(shown));
        }
        faults
    });
    let at = move |field: &'static str| {
        let field = format!("expert-{field}");
        Signal::derive(move || {
            let faults = faults.read();
            let fault = faults.iter().find(|fault| fault.field == field);
            fault.map(|fault| fault.text.clone())
        })
    };
    let once = OnceSignedIn::new(talk.account);
    let send = Callback::new(move |()| {
        asking.clear();
        let days = days_of(&draft.days.read_untracked());
        let new = NewExpertOpinion {
            name: draft.name.get_untracked(),
            email: draft.email.get_untracked(),
            question: draft.question.get_untracked(),
            days: days.clone().unwrap_or_default(),
        };
        let mut wrong = new.check(rules).err().unwrap_or_default();
        wrong.extend(days.err());
        let is_wrong = !wrong.is_empty();
        found.set(wrong.iter().map(shown).collect());
        if is_wrong {
            return;
        }
        let key = talk.expert_key.of(&format!("{new:?}"));
        let request = conversations::ask_opinion(talk.account, id, new, key);
        once.send(asking, request, move |asked| {
            talk.expert_key.done();
            for text in [draft.name, draft.email, draft.question, draft.days] {
                text.set(String::new());
            }
            opinions.update(|all| all.insert(0, asked));
            announcer.say(t("opinion.asked.done"));
            focus_later(LIST);
        });
    });
    once.repeats(send);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        send.run(());
    };
    let needed =
        Signal::derive(move || !draft.name.read().is_empty() || !draft.question.read().is_empty());
    view! {
        <Disclosure title=t("opinion.ask") hint=t("opinion.ask.hint") needed>
            <form class="stack" novalidate aria-label=t("opinion.ask") on:submit=submit>
                <ErrorSummary faults/>
                {move || once.error(asking).filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
                <TextField id="expert-name" label=t("opinion.name") value=draft.name autocomplete="off" error=at("name")/>
                <TextField id="expert-email" label=t("opinion.email") value=draft.email kind="email" autocomplete="off" error=at("email")/>
                <TextArea id="expert-question" label=t("opinion.question") value=draft.question rows=3 max_chars=OPINION_MAX_CHARS error=at("question")/>
                <TextField
                    id="expert-days"
                    label=t("opinion.days")
                    hint=t_args("opinion.days.hint", &[("days", &rules.opinion_days), ("most", &ConversationRules::OPINION_DAYS_MAX)])
                    value=draft.days
                    kind="text"
                    optional=true
                    error=at("days")
                />
                <div><WaitsForPassword of=once/><Button submit=true kind=ButtonKind::Secondary busy=Signal::derive(move || asking.is_pending())>{t("opinion.send")}</Button></div>
            </form>
        </Disclosure>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_are_a_number_or_nothing() {
        assert_eq!(days_of(" 14 ").unwrap(), Some(14));
        assert_eq!(days_of("").unwrap(), None);
        assert_eq!(days_of("demain").unwrap_err().pointer, "/days");
    }
}
