use crate::api::{CallError, Mutation, Remote, conversations, editions};
use crate::clock;
use crate::events::summary::{Prose, Summary};
use crate::layout::{Page, PageHead};
use crate::messages::{field_problem, t, t_args, t_of};
use crate::ui::{
    Announcer, Button, Choice, ErrorSummary, Fault, Fetched, Notice, ProblemAlert, RadioGroup,
    TextArea, Tone, fault_at, faults_of, field_of, focus_later,
};
use chrono_tz::Tz;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::conversation::{
    GivenOpinion, OPINION_MAX_CHARS, OpinionForm, OpinionSheet, OpinionVerdict,
};
use shared::edition::Edition;
use shared::problem::{Code, FieldProblem};

/// Element id of the notice that the opinion is stored.
const STORED: &str = "avis-enregistre";

/// Page of an expert: one file without any person, the question, and the form for the opinion.
///
/// The secret is the fragment of the address: browsers send it to no server, so that it is in no log and no `Referer`.
#[component]
pub fn ExpertPage() -> impl IntoView {
    let key = window()
        .location()
        .hash()
        .unwrap_or_default()
        .trim_start_matches('#')
        .to_owned();
    let page = if key.is_empty() {
        view! {
            <PageHead title=t("expert.title")/>
            <Notice tone=Tone::Warning title=t("expert.missing.title")><p>{t("expert.missing.text")}</p></Notice>
        }
        .into_any()
    } else {
        view! { <Opened key/> }.into_any()
    };
    view! { <Page title=t("expert.title")>{page}</Page> }
}

#[component]
fn Opened(key: String) -> impl IntoView {
    let key = StoredValue::new(key);
    let read = Remote::<(OpinionSheet, Edition)>::new(move || {
        let key = key.get_value();
        async move {
            let sheet = conversations::read_for_opinion(key).await?;
            let edition = editions::get_edition(&sheet.edition).await?;
            Ok((sheet, edition))
        }
    });
    let ended = Memo::new(move |_| {
        let failed = read.get().and_then(Result::err);
        failed.is_some_and(|error| error.code() == Some(Code::InvalidLink))
    });
    let failed = Memo::new(move |_| read.get().is_some_and(|read| read.is_err()));
    move || {
        if ended.get() {
            return view! { <Ended/> }.into_any();
        }
        view! {
            {move || failed.get().then(|| view! { <PageHead title=t("expert.title")/> })}
            <Fetched of=read lines=12 then={move |(sheet, edition): (OpinionSheet, Edition)| view! { <Read key sheet edition/> }}/>
        }
        .into_any()
    }
}

/// The link has expired or was revoked.
#[component]
fn Ended() -> impl IntoView {
    view! {
        <PageHead title=t("expert.title")/>
        <Notice tone=Tone::Warning title=t("expert.ended.title")><p>{t("expert.ended.text")}</p></Notice>
    }
}

#[component]
fn Read(key: StoredValue<String>, sheet: OpinionSheet, edition: Edition) -> impl IntoView {
    let OpinionSheet {
        name,
        question,
        expires_at,
        opinion,
        edition: _,
        form,
        commune,
    } = sheet;
    let zone = form.zone(commune.as_ref());
    let title = form.title.clone();
    let until = clock::moment_in(expires_at, zone);
    let edition_name = edition.name.clone();
    view! {
        <PageHead title=title><p>{edition_name}</p></PageHead>
        <div class="stack expert">
            <section class="stack" aria-labelledby="question-titre">
                <h2 id="question-titre">{t("expert.question")}</h2>
                <p>{t_args("expert.greeting", &[("name", &name)])}</p>
                <blockquote class="history__comment"><Prose text=question/></blockquote>
                <p class="field__hint">{t_args("expert.notice", &[("at", &until)])}</p>
            </section>
            <Answer key opinion zone/>
            <section class="stack" aria-labelledby="dossier-titre">
                <h2 id="dossier-titre">{t("expert.file")}</h2>
                <Summary form edition commune/>
            </section>
        </div>
    }
}

/// JSON pointers to the two fields of the form.
const VERDICT: &str = "/verdict";
const TEXT: &str = "/text";

/// Error of a field, shown at the field.
fn sentence(fault: &FieldProblem) -> String {
    match fault.code {
        Code::Required if fault.pointer == VERDICT => t("form.fault.choice").to_owned(),
        _ => field_problem(fault),
    }
}

fn at_field(fault: &FieldProblem) -> Fault {
    Fault::new(field_of(&fault.pointer), sentence(fault))
}

/// The same for the summary, which names the field as the form does.
fn named(fault: &FieldProblem) -> Fault {
    let text = sentence(fault);
    let in_form = |key: &'static str, field: &str, text: &str| {
        t_args(key, &[("field", &field), ("text", &text)])
    };
    // The verdict is asked by a question: its sentence ends there.
    let text = match fault.pointer.as_str() {
        VERDICT => in_form("form.fault.question", t("expert.verdict"), &text),
        TEXT => in_form("form.fault", t("expert.reasons"), &text),
        _ => text,
    };
    Fault::new(field_of(&fault.pointer), text)
}

/// Forgets the fault at a field whose value has changed, unless the value has the same fault still.
fn forget_corrected(found: RwSignal<Vec<FieldProblem>>, pointer: &str, form: &OpinionForm) {
    let current = form.check().err().unwrap_or_default();
    let is_corrected = |fault: &FieldProblem| {
        let same = |now: &FieldProblem| now.pointer == fault.pointer && now.code == fault.code;
        fault.pointer == pointer && !current.iter().any(same)
    };
    if found.read_untracked().iter().any(is_corrected) {
        found.update(|found| found.retain(|fault| !is_corrected(fault)));
    }
}

/// The form for the opinion, which can be changed until the link expires.
#[component]
fn Answer(key: StoredValue<String>, opinion: Option<GivenOpinion>, zone: Tz) -> impl IntoView {
    let announcer = Announcer::expect();
    let verdict = RwSignal::new(
        opinion
            .as_ref()
            .map(|given| given.verdict.as_str().to_owned())
            .unwrap_or_default(),
    );
    let text = RwSignal::new(
        opinion
            .as_ref()
            .map(|given| given.text.clone())
            .unwrap_or_default(),
    );
    let given_at = RwSignal::new(opinion.map(|given| given.given_at));
    let giving = Mutation::<OpinionSheet>::new();
    let form = move || OpinionForm {
        key: key.get_value(),
        verdict: OpinionVerdict::parse(&verdict.read_untracked()),
        text: text.get_untracked(),
    };
    let found = RwSignal::new(Vec::<FieldProblem>::new());
    Effect::new(move |_| {
        if let Some(CallError::Problem(problem)) = giving.error() {
            found.set(problem.errors);
        }
    });
    for (pointer, typed) in [(VERDICT, verdict), (TEXT, text)] {
        Effect::new(move |before: Option<()>| {
            typed.track();
            if before.is_some() {
                forget_corrected(found, pointer, &form());
            }
        });
    }
    let summary = Signal::derive(move || found.read().iter().map(named).collect::<Vec<_>>());
    let faults = Signal::derive(move || found.read().iter().map(at_field).collect::<Vec<_>>());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        giving.clear();
        let given = form();
        let wrong = given.check().err().unwrap_or_default();
        let is_wrong = !wrong.is_empty();
        found.set(wrong);
        if is_wrong {
            return;
        }
        giving.send(conversations::give_opinion(given), move |sheet| {
            given_at.set(sheet.opinion.map(|given| given.given_at));
            announcer.say(t("expert.stored"));
            focus_later(STORED);
        });
    };
    let choices: Vec<Choice> = OpinionVerdict::ALL
        .iter()
        .map(|verdict| {
            let verdict = verdict.as_str();
            Choice::new(verdict, t_of("opinion.verdict", verdict))
        })
        .collect();
    let refused = move || {
        let error = giving.error().filter(|error| faults_of(error).is_empty())?;
        Some(refusal(error))
    };
    view! {
        <section class="stack" aria-labelledby="avis-titre">
            <h2 id="avis-titre">{t("expert.opinion")}</h2>
            <div id=STORED tabindex="-1">
                {move || given_at.get().map(|at| view! {
                    <Notice tone=Tone::Good title=t("expert.stored")>
                        <p>{t_args("expert.stored.text", &[("at", &clock::moment_in(at, zone))])}</p>
                    </Notice>
                })}
            </div>
            <form class="stack" novalidate aria-label=t("expert.opinion") on:submit=send>
                <ErrorSummary faults=summary/>
                {refused}
                <RadioGroup id="verdict" legend=t("expert.verdict") value=verdict choices=choices error=fault_at(faults, "verdict")/>
                <TextArea id="text" label=t("expert.reasons") value=text rows=6 max_chars=OPINION_MAX_CHARS error=fault_at(faults, "text")/>
                <div><Button submit=true busy=Signal::derive(move || giving.is_pending())>{t("expert.send")}</Button></div>
            </form>
        </section>
    }
}

/// Reason why the opinion was not stored; the typed text stays.
fn refusal(error: CallError) -> AnyView {
    if error.code() == Some(Code::InvalidLink) {
        return view! {
            <Notice tone=Tone::Warning title=t("expert.ended.title")><p>{t("expert.ended.text")}</p></Notice>
        }
        .into_any();
    }
    view! { <ProblemAlert error/> }.into_any()
}
