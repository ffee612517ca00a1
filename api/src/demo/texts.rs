//! The texts of an event: title, summary and description.

use super::pick::pick;
use super::trades::Trade;
use fastrand::Rng;
use shared::text::fold;

/// Subject of the texts of an event.
struct Subject<'t> {
    trade: &'t Trade,
    product: &'t str,
    step: &'t str,
    other_step: &'t str,
    job: &'t str,
    second_job: &'t str,
}

/// Title, summary and description of an event.
pub(super) fn texts(rng: &mut Rng, kind: &str, trade: &Trade) -> (String, String, String) {
    let (product, step, other_step) = (
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
    let subject = Subject {
        trade,
        product,
        step,
        other_step,
        job: job_at(at),
        second_job: job_at(at + 1),
    };
    let title = at_place(subject.titles(kind), rng.usize(..3));
    let summary = at_place(subject.summaries(), rng.u8(..3).into());
    (title, summary, subject.description())
}

fn at_place(texts: [String; 3], place: usize) -> String {
    texts.into_iter().nth(place).unwrap_or_default()
}

impl Subject<'_> {
    /// Titles for a kind of event.
    fn titles(&self, kind: &str) -> [String; 3] {
        let Self {
            trade,
            product,
            step,
            job,
            second_job,
            ..
        } = self;
        match kind {
            "company_visit" => [
                format!("Dans les coulisses {}", of(trade.house)),
                format!("Visite guidée : comment {}", are_born(product)),
                format!("Un métier, un atelier : {job}"),
            ],
            "company_open_day" => [
                format!("Portes ouvertes : {}", trade.house),
                format!("L’usine vous ouvre ses portes : {step}"),
                format!("Venez voir fabriquer {product}"),
            ],
            "school_open_day" | "training_visit" => [
                format!("Se former au métier {}", of(job)),
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
                format!("Rencontrez nos recruteurs : {job}, {second_job}"),
            ],
            "job_fair" => [
                "Forum des métiers de l’industrie".into(),
                "L’industrie recrute : le forum".into(),
                "Alternance et stages : rencontrez les industriels".into(),
            ],
            "exhibition" => [
                format!("Exposition : l’histoire {}", of(trade.house)),
                "Objets du quotidien, savoir-faire industriels".into(),
                "Femmes d’usine, portraits d’atelier".into(),
            ],
            "conference" | "webinar" => [
                format!("L’industrie de demain : {step}"),
                "Industrie et climat : ce que font les usines".into(),
                format!("Parcours croisés : {job} et {second_job}"),
            ],
            _ => [
                format!("Atelier pratique : {step}"),
                format!("Essayez le métier {}", of(job)),
                format!("Fabriquez vous-même : {product}"),
            ],
        }
    }

    fn summaries(&self) -> [String; 3] {
        let Self { product, step, .. } = self;
        [
            format!(
                "On y fabrique {product} : suivez {step}, puis échangez avec l’équipe sur les métiers de l’atelier."
            ),
            format!(
                "Une heure pour comprendre comment on fabrique {product}, {} jusqu’à l’expédition.",
                of(step)
            ),
            format!(
                "Rencontrez celles et ceux qui fabriquent {product} et découvrez des métiers qui recrutent."
            ),
        ]
    }

    fn description(&self) -> String {
        let Self {
            product,
            step,
            other_step,
            job,
            second_job,
            ..
        } = self;
        format!(
            "Chez nous, {house} où l’on fabrique {product}, chaque pièce passe entre des mains expertes.\n\n\
             La rencontre commence par une présentation de l’entreprise et des règles de sécurité. Vous découvrirez ensuite {step} \
             et {other_step}, au plus près des machines et de celles et ceux qui les conduisent.\n\n\
             Un temps d’échange est prévu avec {article} {job} et {second_article} {second_job} : leur parcours, leur journée, leur \
             formation, et les postes, stages et contrats d’alternance ouverts cette année.",
            house = self.trade.house,
            article = article(job),
            second_article = article(second_job),
        )
    }
}

/// Verb phrase about a product: `des vis de précision` → `naissent les vis de précision`, `du beurre` → `naît le beurre`.
fn are_born(product: &str) -> String {
    for (some, the) in [
        ("des ", "naissent les "),
        ("du ", "naît le "),
        ("de la ", "naît la "),
        ("de l’", "naît l’"),
    ] {
        if let Some(rest) = product.strip_prefix(some) {
            return format!("{the}{rest}");
        }
    }
    format!("naissent {product}")
}

/// Puts `de` before a phrase, contracted with its article or elided: `le sciage` → `du sciage`, `usineur` → `d’usineur`.
fn of(phrase: &str) -> String {
    if let Some(rest) = phrase.strip_prefix("le ") {
        format!("du {rest}")
    } else if let Some(rest) = phrase.strip_prefix("les ") {
        format!("des {rest}")
    } else if is_elided_before(phrase) {
        format!("d’{phrase}")
    } else {
        format!("de {phrase}")
    }
}

/// Words without elision before them, although they begin with a vowel or an h: an aspirated one, or `onze`.
const UNELIDED: [&str; 5] = ["halle", "hangar", "haut", "haute", "onze"];

/// True for a phrase before which `de`, `le` and `la` lose their vowel: it begins with one, or with a mute h.
fn is_elided_before(phrase: &str) -> bool {
    let folded = fold(phrase);
    let word = folded.split(' ').next().unwrap_or_default();
    word.starts_with(['a', 'e', 'i', 'o', 'u', 'h']) && !UNELIDED.contains(&word)
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

#[cfg(test)]
mod tests {
    use super::super::forms::KINDS;
    use super::super::trades::TRADES;
    use super::*;
    use std::collections::BTreeSet;

    /// Every text that can be made: each kind with each product, step and job of each trade.
    fn all() -> BTreeSet<String> {
        let mut texts = BTreeSet::new();
        for trade in TRADES {
            for &product in trade.products {
                for &step in trade.steps {
                    for &job in trade.jobs {
                        let subject = Subject {
                            trade,
                            product,
                            step,
                            other_step: step,
                            job,
                            second_job: job,
                        };
                        texts.extend(KINDS.iter().flat_map(|(kind, _)| subject.titles(kind)));
                        texts.extend(subject.summaries());
                        texts.insert(subject.description());
                    }
                }
            }
        }
        texts
    }

    /// Faults of elision and contraction in a text.
    fn faults(text: &str) -> Vec<String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let pairs = words.windows(2).filter(|pair| {
            let [first, second] = pair else {
                return false;
            };
            let first = first.to_lowercase();
            let whole = ["de", "le", "la", "du", "au", "que", "ne", "se"].contains(&first.as_str());
            let uncontracted =
                ["de", "à"].contains(&first.as_str()) && ["le", "les"].contains(second);
            uncontracted || (whole && is_elided_before(second))
        });
        let elided = words.iter().filter(|word| {
            let rest = word.split_once('’').map(|(_, rest)| rest);
            rest.is_some_and(|rest| !is_elided_before(rest))
        });
        pairs
            .map(|pair| pair.join(" "))
            .chain(elided.map(|word| (*word).to_owned()))
            .collect()
    }

    #[test]
    fn every_text_elides_and_contracts() {
        let all = all();

        assert!(all.contains("Se former au métier d’usineur"));
        assert!(all.contains("Essayez le métier d’architecte naval"));
        assert!(all.contains("Essayez le métier de soudeuse"));
        let wrong: Vec<_> = all
            .iter()
            .map(|text| (faults(text), text))
            .filter(|(faults, _)| !faults.is_empty())
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn faults_are_recognised() {
        for text in [
            "Le métier de usineur",
            "la usine",
            "Le horloger",
            "venir de le sciage",
            "d’soudeuse",
            "l’hangar",
        ] {
            assert_eq!(faults(text).len(), 1, "{text}");
        }
        assert!(faults("Le métier d’horloger dans le hangar").is_empty());
    }

    #[test]
    fn de_is_contracted_or_elided() {
        for (phrase, with_de) in [
            ("usineur", "d’usineur"),
            ("ébéniste", "d’ébéniste"),
            ("horlogère", "d’horlogère"),
            ("soudeuse", "de soudeuse"),
            ("une fonderie", "d’une fonderie"),
            ("la cuisson", "de la cuisson"),
            ("l’usinage", "de l’usinage"),
            ("le sciage", "du sciage"),
            ("les essais", "des essais"),
            ("haute couture", "de haute couture"),
        ] {
            assert_eq!(of(phrase), with_de);
        }
    }
}
