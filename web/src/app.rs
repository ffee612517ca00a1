//! The route table and the layout around every page.

use crate::favourites::Favourites;
use crate::layout::{Footer, Header, OfflineBanner};
use crate::lazy;
use crate::served::ServedPage;
use crate::session::Session;
use crate::ui::{Announcements, Announcer};
use crate::update::UpdateBar;
use leptos::prelude::*;
use leptos_router::Lazy;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

/// Route table inside the layout.
#[component]
pub fn App() -> impl IntoView {
    Session::provide();
    Announcer::provide();
    Favourites::provide();
    view! {
        <Router>
            <Header/>
            <OfflineBanner/>
            <UpdateBar/>
            <Routes fallback=|| ()>
                <Route path=path!("/") view=ServedPage/>
                <Route path=path!("/evenements") view={Lazy::<lazy::Explorer>::new()}/>
                <Route path=path!("/evenements/:edition/:slug") view=ServedPage/>
                <Route path=path!("/evenements/:edition/:slug/message") view=ServedPage/>
                <Route path=path!("/organisateurs/:key") view=ServedPage/>
                <Route path=path!("/alertes") view=ServedPage/>
                <Route path=path!("/alertes/:secret") view=ServedPage/>
                <Route path=path!("/favoris") view={Lazy::<lazy::Favourites>::new()}/>
                <Route path=path!("/regions/:territory") view=ServedPage/>
                <Route path=path!("/departements/:territory") view=ServedPage/>
                <Route path=path!("/partenaires") view=ServedPage/>
                <Route path=path!("/participer") view=ServedPage/>
                <Route path=path!("/mode-d-emploi") view=ServedPage/>
                <Route path=path!("/integrer") view={Lazy::<lazy::Builder>::new()}/>
                <Route path=path!("/administration") view={Lazy::<lazy::Administration>::new()}/>
                <Route path=path!("/administration/editions") view={Lazy::<lazy::Editions>::new()}/>
                <Route path=path!("/administration/editions/:slug") view={Lazy::<lazy::Edition>::new()}/>
                <Route path=path!("/administration/editions/:slug/kit") view={Lazy::<lazy::KitAssets>::new()}/>
                <Route path=path!("/administration/editions/:slug/partenaires") view={Lazy::<lazy::Partners>::new()}/>
                <Route path=path!("/administration/editions/:slug/textes-types") view={Lazy::<lazy::Texts>::new()}/>
                <Route path=path!("/administration/personnes") view={Lazy::<lazy::People>::new()}/>
                <Route path=path!("/administration/personnes/:id") view={Lazy::<lazy::Person>::new()}/>
                <Route path=path!("/administration/organisations") view={Lazy::<lazy::Register>::new()}/>
                <Route path=path!("/administration/taches") view={Lazy::<lazy::Jobs>::new()}/>
                <Route path=path!("/administration/journal") view={Lazy::<lazy::Journal>::new()}/>
                <Route path=path!("/administration/courriels") view={Lazy::<lazy::Outbox>::new()}/>
                <Route path=path!("/verifier") view=ServedPage/>
                <Route path=path!("/verifier/:code") view=ServedPage/>
                <Route path=path!("/accessibilite") view=ServedPage/>
                <Route path=path!("/mentions-legales") view=ServedPage/>
                <Route path=path!("/deposer") view={Lazy::<lazy::Prefilled>::new()}/>
                <Route path=path!("/connexion") view={Lazy::<lazy::SignIn>::new()}/>
                <Route path=path!("/inscription") view={Lazy::<lazy::SignUp>::new()}/>
                <Route path=path!("/verification") view={Lazy::<lazy::Verify>::new()}/>
                <Route path=path!("/mot-de-passe-oublie") view={Lazy::<lazy::Forgotten>::new()}/>
                <Route path=path!("/mot-de-passe") view={Lazy::<lazy::NewPassword>::new()}/>
                <Route path=path!("/nouvelle-adresse") view={Lazy::<lazy::NewAddress>::new()}/>
                <Route path=path!("/compte") view={Lazy::<lazy::OwnAccount>::new()}/>
                <Route path=path!("/compte/suppression") view={Lazy::<lazy::Leave>::new()}/>
                <Route path=path!("/desabonnement") view={Lazy::<lazy::Unsubscribe>::new()}/>
                <Route path=path!("/mes-evenements") view={Lazy::<lazy::OwnEvents>::new()}/>
                <Route path=path!("/mes-evenements/importer") view={Lazy::<lazy::Import>::new()}/>
                <Route path=path!("/mes-evenements/:id") view={Lazy::<lazy::Submission>::new()}/>
                <Route path=path!("/mes-evenements/:id/modifier") view={Lazy::<lazy::Form>::new()}/>
                <Route path=path!("/mes-evenements/:id/kit") view={Lazy::<lazy::EventKit>::new()}/>
                <Route path=path!("/kit") view={Lazy::<lazy::LinkedKit>::new()}/>
                <Route path=path!("/mes-organisations") view={Lazy::<lazy::Organisations>::new()}/>
                <Route path=path!("/mes-organisations/:id") view={Lazy::<lazy::Organisation>::new()}/>
                <Route path=path!("/invitation-organisation") view={Lazy::<lazy::MemberInvitation>::new()}/>
                <Route path=path!("/espaces-partenaires") view={Lazy::<lazy::PartnerSpaces>::new()}/>
                <Route path=path!("/espaces-partenaires/:id") view={Lazy::<lazy::PartnerSpace>::new()}/>
                <Route path=path!("/invitation-partenaire") view={Lazy::<lazy::PartnerInvitation>::new()}/>
                <Route path=path!("/invitation-role") view={Lazy::<lazy::RoleOffer>::new()}/>
                <Route path=path!("/invitation") view={Lazy::<lazy::Invitation>::new()}/>
                <Route path=path!("/avis") view={Lazy::<lazy::Expert>::new()}/>
                <Route path=path!("/lecture") view={Lazy::<lazy::Reading>::new()}/>
                <Route path=path!("/labellisation") view={Lazy::<lazy::Queue>::new()}/>
                <Route path=path!("/pilotage") view={Lazy::<lazy::Overview>::new()}/>
                <Route path=path!("/labellisation/passes") view={Lazy::<lazy::Passes>::new()}/>
                <Route path=path!("/labellisation/retenues") view={Lazy::<lazy::Held>::new()}/>
                <Route path=path!("/groupes") view={Lazy::<lazy::Groups>::new()}/>
                <Route path=path!("/groupes/:id") view={Lazy::<lazy::Group>::new()}/>
                <Route path=path!("/labellisation/:id") view={Lazy::<lazy::Review>::new()}/>
                <Route path=path!("/*unknown") view=ServedPage/>
            </Routes>
            <Footer/>
            <Announcements/>
        </Router>
    }
}
