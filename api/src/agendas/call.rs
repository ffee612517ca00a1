//! A request to read an agenda, or to write to it, with the state that answers it.

use super::Agendas;
use super::respond::Context;
use crate::catalogue::Live;
use crate::images::Images;
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use http::{ApiError, Arrival, Intake, Services};
use std::any::type_name;
use std::future::{Ready, ready};

/// A request, and the state that answers it.
#[derive(Debug)]
pub(super) struct Call {
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
    agendas: Data<Agendas>,
}

/// A request to write, and the state that answers it.
#[derive(Debug)]
pub(super) struct WriteCall {
    call: Call,
    pub(super) images: Data<Images>,
    pub(super) intake: Data<Intake>,
    /// Time at which the request arrived.
    pub(super) arrival: DateTime<Utc>,
}

impl WriteCall {
    pub(super) fn context(&self) -> Context<'_> {
        self.call.context()
    }

    pub(super) const fn services(&self) -> &Data<Services> {
        &self.call.services
    }

    fn of(req: &HttpRequest) -> anyhow::Result<Self> {
        let arrival = req.extensions().get::<Arrival>().copied();
        Ok(Self {
            call: Call::of(req)?,
            images: registered(req)?,
            intake: registered(req)?,
            arrival: arrival.context("the arrival was not noted")?.0,
        })
    }
}

impl FromRequest for WriteCall {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(req).map_err(ApiError::from))
    }
}

impl Call {
    pub(super) fn context(&self) -> Context<'_> {
        Context {
            request: &self.request,
            services: &self.services,
            live: &self.live,
            agendas: &self.agendas,
        }
    }

    fn of(req: &HttpRequest) -> anyhow::Result<Self> {
        Ok(Self {
            request: req.clone(),
            services: registered(req)?,
            live: registered(req)?,
            agendas: registered(req)?,
        })
    }
}

impl FromRequest for Call {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(req).map_err(ApiError::from))
    }
}

fn registered<T: 'static>(req: &HttpRequest) -> anyhow::Result<Data<T>> {
    let data = req.app_data::<Data<T>>().cloned();
    data.with_context(|| format!("`{}` is not registered in the app", type_name::<T>()))
}
