//! The texts of an event: title, summary and description.

use super::pick::pick;
use super::trades::Trade;
use fastrand::Rng;

/// Title, summary and description of an event.
pub(super) fn texts(rng: &mut Rng, kind: &str, trade: &Trade) -> (String, String, String) {
    let (product, step, other) = (
        pick(rng, trade.products),
        pick(rng, trade.steps),
        pick(rng, trade.steps),
    );
    let at = rng.usize(..trade.jobs.len());
    let job_at = |at: usize| {
        trade
            .jobs
            .get(at % trade.jobs.len())
            .copied()
            .unwrap_or_default()
    };
    let (job, second) = (job_at(at), job_at(at + 1));
    let titles: &[String] = &match kind {
        "company_visit" => [
            format!("Dans les coulisses d’{}", trade.house),
            format!("Visite guidée : comment {}", are_born(product)),
            format!("Un métier, un atelier : {job}"),
        ],
        "company_open_day" => [
            format!("Portes ouvertes : {}", trade.house),
            format!("L’usine vous ouvre ses portes : {step}"),
            format!("Venez voir fabriquer {product}"),
        ],
        "school_open_day" | "training_visit" => [
            format!("Se former au métier de {job}"),
            format!("Découvrir nos plateaux techniques : {step}"),
            "Apprentissage : portes ouvertes et essais en atelier".into(),
        ],
        "class_talk" => [
            format!("Un professionnel en classe : {job}"),
            format!("De la matière à l’objet : {product}"),
            "Les métiers de l’usine racontés aux collégiens".into(),
        ],
        "job_dating" => [
            format!("Job dating : devenez {job}"),
            "Recrutement en direct sur la ligne de production".into(),
            format!("Rencontrez nos recruteurs : {job}, {second}"),
        ],
        "job_fair" => [
            "Forum des métiers de l’industrie".into(),
            "L’industrie recrute : le forum".into(),
            "Alternance et stages : rencontrez les industriels".into(),
        ],
        "exhibition" => [
            format!("Exposition : l’histoire d’{}", trade.house),
            "Objets du quotidien, savoir-faire industriels".into(),
            "Femmes d’usine, portraits d’atelier".into(),
        ],
        "conference" | "webinar" => [
            format!("L’industrie de demain : {step}"),
            "Industrie et climat : ce que font les usines".into(),
            format!("Parcours croisés : {job} et {second}"),
        ],
        _ => [
            format!("Atelier pratique : {step}"),
            format!("Essayez le métier de {job}"),
            format!("Fabriquez vous-même : {product}"),
        ],
    };
    let title = titles
        .get(rng.usize(..titles.len()))
        .cloned()
        .unwrap_or_default();
    let summary = match rng.u8(..3) {
        0 => format!(
            "On y fabrique {product} : suivez {step}, puis échangez avec l’équipe sur les métiers de l’atelier."
        ),
        1 => format!(
            "Une heure pour comprendre comment on fabrique {product}, {} jusqu’à l’expédition.",
            of(step)
        ),
        _ => format!(
            "Rencontrez celles et ceux qui fabriquent {product} et découvrez des métiers qui recrutent."
        ),
    };
    let description = format!(
        "Chez nous, {house} où l’on fabrique {product}, chaque pièce passe entre des mains expertes.\n\n\
         La rencontre commence par une présentation de l’entreprise et des règles de sécurité. Vous découvrirez ensuite {step} \
         et {other}, au plus près des machines et de celles et ceux qui les conduisent.\n\n\
         Un temps d’échange est prévu avec {article} {job} et {second_article} {second} : leur parcours, leur journée, leur formation, et les \
         postes, stages et contrats d’alternance ouverts cette année.",
        house = trade.house,
        article = article(job),
        second_article = article(second),
    );
    (title, summary, description)
}

/// Verb phrase about a product: `des vis de précision` → `naissent les vis de précision`, `du beurre` → `naît le beurre`.
fn are_born(product: &str) -> String {
    for (some, the) in [
        ("des ", "naissent les "),
        ("du ", "naît le "),
        ("de la ", "naît la "),
    ] {
        if let Some(rest) = product.strip_prefix(some) {
            return format!("{the}{rest}");
        }
    }
    format!("naissent {product}")
}

/// Contracts the article with `de`: `le sciage` → `du sciage`, `la cuisson` → `de la cuisson`.
fn of(step: &str) -> String {
    step.strip_prefix("le ")
        .map_or_else(|| format!("de {step}"), |rest| format!("du {rest}"))
}

/// Indefinite article of a job title: the feminine forms in the list end in `e`.
fn article(job: &str) -> &'static str {
    let head = job.split(' ').next().unwrap_or(job);
    if ["ère", "euse", "rice", "enne", "ure", "ée"]
        .iter()
        .any(|ending| head.ends_with(ending))
    {
        "une"
    } else {
        "un"
    }
}
