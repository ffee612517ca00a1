//! What people are told by mail about their account, in French.

use ground::mail::Letter;

/// Greets, tells, signs.
fn letter(recipient: &str, name: &str, subject: &str, told: &str) -> Letter {
    Letter {
        recipient: recipient.to_owned(),
        subject: format!("Semaine de l’Industrie : {subject}"),
        body: format!(
            "Bonjour {name},\n\n{told}\n\n\
             L’équipe de la Semaine de l’Industrie\n\n\
             Ce message a été envoyé automatiquement, merci de ne pas y répondre.\n"
        ),
    }
}

/// A new account's address is to be verified.
pub(crate) fn verify(recipient: &str, name: &str, link: &str) -> Letter {
    letter(
        recipient,
        name,
        "vérifiez votre adresse",
        &format!(
            "Vous avez demandé l’ouverture d’un compte. Pour vérifier votre adresse électronique, suivez ce lien :\n\n\
             {link}\n\n\
             Il est valable 24 heures et ne sert qu’une fois. Si vous n’êtes pas à l’origine de cette demande, \
             vous n’avez rien à faire."
        ),
    )
}

/// Somebody asked for an account with an address that has one.
pub(crate) fn exists(recipient: &str, name: &str, sign_in: &str, forgotten: &str) -> Letter {
    letter(
        recipient,
        name,
        "vous avez déjà un compte",
        &format!(
            "L’ouverture d’un compte a été demandée avec votre adresse, qui en a déjà un. Pour vous connecter :\n\n\
             {sign_in}\n\n\
             Si vous avez oublié votre mot de passe, ou si votre adresse n’est pas encore vérifiée :\n\n\
             {forgotten}\n\n\
             Si vous n’êtes pas à l’origine de cette demande, vous n’avez rien à faire."
        ),
    )
}

/// A new password may be chosen.
pub(crate) fn reset(recipient: &str, name: &str, link: &str) -> Letter {
    letter(
        recipient,
        name,
        "choisissez un nouveau mot de passe",
        &format!(
            "Pour choisir un nouveau mot de passe, suivez ce lien :\n\n\
             {link}\n\n\
             Il est valable une heure et ne sert qu’une fois. Si vous n’êtes pas à l’origine de cette demande, \
             vous n’avez rien à faire : votre mot de passe reste le même."
        ),
    )
}

/// The password was changed.
pub(crate) fn changed(recipient: &str, name: &str, forgotten: &str) -> Letter {
    letter(
        recipient,
        name,
        "votre mot de passe a changé",
        &format!(
            "Votre mot de passe vient d’être changé, et toutes vos sessions ont été fermées.\n\n\
             Si ce n’était pas vous, choisissez-en un nouveau sans attendre :\n\n\
             {forgotten}"
        ),
    )
}
