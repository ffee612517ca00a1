//! The route table and the layout around every page.

use crate::favourites::Favourites;
use crate::later;
use crate::layout::{Footer, Header, OfflineBanner};
use crate::session::Session;
use crate::ui::{Announcements, Announcer};
use crate::visitor::{AccessibilityPage, HomePage, LegalPage, NotFoundPage, TakePartPage};
use leptos::prelude::*;
use leptos_router::Lazy;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

/// Root component.
#[component]
pub fn App() -> impl IntoView {
    Session::provide();
    Announcer::provide();
    Favourites::provide();
    view! {
        <Router>
            <Header/>
            <OfflineBanner/>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/") view=HomePage/>
                <Route path=path!("/evenements") view={Lazy::<later::Explorer>::new()}/>
                <Route path=path!("/evenements/:edition/:slug") view={Lazy::<later::Event>::new()}/>
                <Route path=path!("/favoris") view={Lazy::<later::Kept>::new()}/>
                <Route path=path!("/regions/:territory") view={Lazy::<later::Region>::new()}/>
                <Route path=path!("/departements/:territory") view={Lazy::<later::Department>::new()}/>
                <Route path=path!("/participer") view=TakePartPage/>
                <Route path=path!("/administration/courriels") view={Lazy::<later::Outbox>::new()}/>
                <Route path=path!("/accessibilite") view=AccessibilityPage/>
                <Route path=path!("/mentions-legales") view=LegalPage/>
                <Route path=path!("/connexion") view={Lazy::<later::SignIn>::new()}/>
                <Route path=path!("/inscription") view={Lazy::<later::SignUp>::new()}/>
                <Route path=path!("/verification") view={Lazy::<later::Verify>::new()}/>
                <Route path=path!("/mot-de-passe-oublie") view={Lazy::<later::Forgotten>::new()}/>
                <Route path=path!("/mot-de-passe") view={Lazy::<later::NewPassword>::new()}/>
                <Route path=path!("/mes-evenements") view={Lazy::<later::OwnEvents>::new()}/>
                <Route path=path!("/mes-evenements/:id") view={Lazy::<later::File>::new()}/>
                <Route path=path!("/mes-evenements/:id/modifier") view={Lazy::<later::Form>::new()}/>
                <Route path=path!("/labellisation") view={Lazy::<later::Queue>::new()}/>
                <Route path=path!("/labellisation/:id") view={Lazy::<later::Review>::new()}/>
            </Routes>
            <Footer/>
            <Announcements/>
        </Router>
    }
}
