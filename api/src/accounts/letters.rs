//! Letters about accounts, in French.

use ground::mail::{Letter, Recipient};
use shared::account::Account;

/// Recipient of a letter to the owner of `account`.
pub(crate) fn recipient_of(account: &Account) -> Recipient<'_> {
    Recipient {
        email: &account.email,
        name: &account.name,
    }
}

const SIGNATURE: &str = "L’équipe de la Semaine de l’Industrie\n\n\
    Ce message a été envoyé automatiquement, merci de ne pas y répondre.";

fn letter(recipient: Recipient<'_>, subject: &str, text: &str) -> Letter {
    let subject = format!("Semaine de l’Industrie : {subject}");
    Letter::new(recipient, subject, text, SIGNATURE)
}

/// Asks the person to verify the address of a new account.
pub(crate) fn verify(recipient: Recipient<'_>, link: &str) -> Letter {
    letter(
        recipient,
        "vérifiez votre adresse",
        &format!(
            "Vous avez demandé l’ouverture d’un compte. Pour vérifier votre adresse électronique, suivez ce lien :\n\n\
             {link}\n\n\
             Il est valable 24 heures et ne sert qu’une fois. Si vous n’êtes pas à l’origine de cette demande, \
             vous n’avez rien à faire."
        ),
    )
}

/// Informs the person that somebody requested an account with an address that already has one.
pub(crate) fn exists(recipient: Recipient<'_>, sign_in: &str, forgotten: &str) -> Letter {
    letter(
        recipient,
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

/// Carries the link to choose a new password.
pub(crate) fn reset(recipient: Recipient<'_>, link: &str) -> Letter {
    letter(
        recipient,
        "choisissez un nouveau mot de passe",
        &format!(
            "Pour choisir un nouveau mot de passe, suivez ce lien :\n\n\
             {link}\n\n\
             Il est valable une heure et ne sert qu’une fois. Si vous n’êtes pas à l’origine de cette demande, \
             vous n’avez rien à faire : votre mot de passe reste le même."
        ),
    )
}

/// Confirms that the password was changed.
pub(crate) fn changed(recipient: Recipient<'_>, forgotten: &str) -> Letter {
    letter(
        recipient,
        "votre mot de passe a changé",
        &format!(
            "Votre mot de passe vient d’être changé, et toutes vos sessions ont été fermées.\n\n\
             Si ce n’était pas vous, choisissez-en un nouveau sans attendre :\n\n\
             {forgotten}"
        ),
    )
}
