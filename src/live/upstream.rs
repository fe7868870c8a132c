//! The connection to a real service.
//!
//! Owns: TLS, HTTP/2, proxies, time-outs of connecting. Must not know: whose service
//! it is, what is asked.

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::{Request, Response, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::{Client, Error};
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioExecutor;
use std::error::Error as _;
use std::time::Duration;

/// Reaching a host takes this long at most.
const CONNECT: Duration = Duration::from_secs(15);

type Direct = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;
type Tunnelled = Client<HttpsConnector<Tunnel<HttpConnector>>, Full<Bytes>>;

/// Connections to services, kept alive between requests.
#[derive(Debug)]
pub(super) struct Upstream {
    direct: Direct,
    /// What the environment says about proxies (`HTTPS_PROXY`, `NO_PROXY`, …).
    proxies: Matcher,
}

impl Upstream {
    /// No connection yet.
    pub(super) fn new() -> Self {
        Self { direct: client(reaching()), proxies: Matcher::from_env() }
    }

    /// No connection yet, and no proxy on the way, whatever the environment says.
    pub(super) fn without_proxy() -> Self {
        Self { direct: client(reaching()), proxies: Matcher::builder().build() }
    }

    /// Sends a request and waits for the head of the answer.
    pub(super) async fn send(&self, request: Request<Full<Bytes>>) -> Result<Response<Incoming>, String> {
        let answer = match self.proxies.intercept(request.uri()) {
            None => self.direct.request(request).await,
            Some(proxy) => {
                let mut tunnel = Tunnel::new(proxy.uri().clone(), reaching());
                if let Some(auth) = proxy.basic_auth() {
                    tunnel = tunnel.with_auth(auth.clone());
                }
                let client: Tunnelled = client(tunnel);
                client.request(request).await
            }
        };
        answer.map_err(|error| explained(&error))
    }
}

fn reaching() -> HttpConnector {
    let mut connector = HttpConnector::new();
    connector.enforce_http(false);
    connector.set_nodelay(true);
    connector.set_connect_timeout(Some(CONNECT));
    connector
}

fn client<C>(connector: C) -> Client<HttpsConnector<C>, Full<Bytes>>
where
    HttpsConnector<C>: hyper_util::client::legacy::connect::Connect + Clone,
{
    let https = HttpsConnectorBuilder::new()
        .with_tls_config(tls())
        .https_or_http()
        .enable_all_versions()
        .wrap_connector(connector);
    Client::builder(TokioExecutor::new()).pool_idle_timeout(Duration::from_secs(60)).build(https)
}

/// Trusts what the system trusts, or the certificates in `SSL_CERT_FILE` and
/// `SSL_CERT_DIR`. A system without any leaves every certificate unknown, which the
/// error then says.
fn tls() -> rustls::ClientConfig {
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider);
    // The versions are the library's own: they fit the provider.
    match builder.with_safe_default_protocol_versions() {
        Ok(builder) => builder.with_root_certificates(roots).with_no_client_auth(),
        Err(_) => rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth(),
    }
}

/// The innermost cause: the outer ones say "client error".
fn explained(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = inner.to_string();
        cause = inner.source();
    }
    if text.contains("UnknownIssuer") {
        text.push_str(
            " (its certificate is signed by nobody this system trusts; name your own in SSL_CERT_FILE)",
        );
    }
    text
}

/// The host a request goes to, for messages.
pub(super) fn host(uri: &Uri) -> String {
    uri.authority().map_or_else(|| uri.to_string(), ToString::to_string)
}
