//! The route table, and what stands around every page.

use crate::account::{ForgottenPage, NewPasswordPage, SignInPage, SignUpPage, VerifyPage};
use crate::catalogue::{EventPage, ExplorerPage};
use crate::events::{FilePage, FormPage, ListPage};
use crate::labels::{QueuePage, ReviewPage};
use crate::layout::{Footer, Header, OfflineBanner};
use crate::outbox::OutboxPage;
use crate::session::Session;
use crate::ui::{Announcements, Announcer};
use crate::visitor::{AccessibilityPage, HomePage, LegalPage, NotFoundPage, TakePartPage};
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

/// The whole application.
#[component]
pub fn App() -> impl IntoView {
    Session::provide();
    Announcer::provide();
    view! {
        <Router>
            <Header/>
            <OfflineBanner/>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/") view=HomePage/>
                <Route path=path!("/evenements") view=ExplorerPage/>
                <Route path=path!("/evenements/:edition/:slug") view=EventPage/>
                <Route path=path!("/participer") view=TakePartPage/>
                <Route path=path!("/administration/courriels") view=OutboxPage/>
                <Route path=path!("/accessibilite") view=AccessibilityPage/>
                <Route path=path!("/mentions-legales") view=LegalPage/>
                <Route path=path!("/connexion") view=SignInPage/>
                <Route path=path!("/inscription") view=SignUpPage/>
                <Route path=path!("/verification") view=VerifyPage/>
                <Route path=path!("/mot-de-passe-oublie") view=ForgottenPage/>
                <Route path=path!("/mot-de-passe") view=NewPasswordPage/>
                <Route path=path!("/mes-evenements") view=ListPage/>
                <Route path=path!("/mes-evenements/:id") view=FilePage/>
                <Route path=path!("/mes-evenements/:id/modifier") view=FormPage/>
                <Route path=path!("/labellisation") view=QueuePage/>
                <Route path=path!("/labellisation/:id") view=ReviewPage/>
            </Routes>
            <Footer/>
            <Announcements/>
        </Router>
    }
}
