//! The listener of one run.
//!
//! Owns: the port, the connections, the end. Must not know: HTTP beyond handing
//! requests over.

use crate::api::compile::{ScriptFault, compile};
use crate::api::connection::{Shared, serve};
use crate::api::header_map::HeaderMaps;
use crate::api::keys::Keys;
use crate::api::record::{Observer, Recorder};
use crate::api::respond::Engine;
use crate::api::wire::{Control, Gate, Wire};
use crate::evidence::{Exchange, Redactor, Traffic};
use crate::live::LiveScene;
use crate::script::Script;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use thiserror::Error;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{oneshot, watch};
use tokio::task::{JoinHandle, JoinSet};

/// How many may knock at once (the system may allow fewer). The library's 128 are too few:
/// whoever finds no room tries again after a whole second.
const WAITING: u32 = 4096;

/// Everything a run of the API needs to know.
pub struct ApiOptions {
    /// What it does.
    pub script: Script,
    /// Where its chance starts.
    pub seed: u64,
    /// Random words that replies can carry.
    pub nonce: String,
    /// The keys it accepts.
    pub keys: Keys,
    /// The moment from which all times count.
    pub clock: Instant,
    /// The port on 127.0.0.1; 0 for any free one.
    pub port: u16,
    /// Told of every exchange as it ends.
    pub observer: Option<Observer>,
    /// Who answers in place of the mock; the script then only plays its faults.
    pub live: Option<Arc<LiveScene>>,
}

impl ApiOptions {
    /// A mock that plays this script on any free port, with nobody listening in; its
    /// times count from now.
    #[must_use]
    pub fn new(script: Script, seed: u64, nonce: impl Into<String>, keys: Keys) -> Self {
        let nonce = nonce.into();
        Self { script, seed, nonce, keys, clock: Instant::now(), port: 0, observer: None, live: None }
    }
}

/// Why an API could not start.
#[derive(Debug, Error)]
pub enum ApiError {
    /// The port cannot be had.
    #[error(
        "port {port} on 127.0.0.1 cannot be opened ({source}): choose another one, or 0 for any free one"
    )]
    Port {
        /// The port asked for.
        port: u16,
        /// What the system says.
        source: io::Error,
    },
    /// The script does not make sense.
    #[error("the script has {} fault(s), the first: {}", .0.len(), .0.first().map(ToString::to_string).unwrap_or_default())]
    Script(Vec<ScriptFault>),
}

/// The mock of the vendors' APIs.
#[derive(Debug, Clone, Copy)]
pub struct ApiServer;

impl ApiServer {
    /// Opens a port and serves until the handle is finished or dropped. Must be
    /// called inside a tokio runtime.
    ///
    /// # Errors
    /// When the port cannot be had or the script has faults.
    pub async fn start(options: ApiOptions) -> Result<ApiHandle, ApiError> {
        let script = compile(&options.script).map_err(ApiError::Script)?;
        let port_error = |source| ApiError::Port { port: options.port, source };
        let listener = listen(options.port).map_err(port_error)?;
        let port = listener.local_addr().map_err(port_error)?.port();
        let recorder = Arc::new(Recorder::new(options.clock, options.observer));
        let mut secrets = options.live.as_ref().map(|live| live.secrets()).unwrap_or_default();
        if let Keys::Exactly(key) = &options.keys {
            secrets.push(key.clone());
        }
        let redactor = Redactor::new(secrets);
        let shared = Arc::new(Shared {
            engine: Engine::new(script, options.seed, options.nonce),
            recorder: Arc::clone(&recorder),
            keys: options.keys,
            redactor: Arc::new(redactor),
            live: options.live,
            header_maps: HeaderMaps::default(),
        });
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(accept(listener, port, shared, stopped));
        Ok(ApiHandle { port, recorder, stop, task })
    }
}

/// A running API.
pub struct ApiHandle {
    port: u16,
    recorder: Arc<Recorder>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl ApiHandle {
    /// The port on 127.0.0.1.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// What `OPENAI_BASE_URL` should be: `http://127.0.0.1:PORT/v1`.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("{}/v1", self.origin())
    }

    /// `http://127.0.0.1:PORT`
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// How busy it is.
    #[must_use]
    pub fn traffic(&self) -> watch::Receiver<Traffic> {
        self.recorder.traffic()
    }

    /// Closes the port and every connection; all exchanges in order of arrival,
    /// also those that were still open.
    pub async fn finish(self) -> Vec<Exchange> {
        // The task ends by itself once told to; when it has died already, its
        // connections died with it.
        let _ = self.stop.send(());
        let _ = self.task.await;
        self.recorder.take()
    }
}

/// Opens a port.
fn listen(port: u16) -> io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    // As the library does for listeners: on Windows it would mean something else.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind((Ipv4Addr::LOCALHOST, port).into())?;
    socket.listen(WAITING)
}

async fn accept(
    mut listener: TcpListener,
    port: u16,
    shared: Arc<Shared>,
    mut stopped: oneshot::Receiver<()>,
) {
    let mut connections = JoinSet::new();
    let (gate, mut told) = Gate::new();
    loop {
        tokio::select! {
            _ = &mut stopped => break,
            Some(shut) = told.recv() => {
                // The script lets nobody in: whoever connects now is refused.
                drop(listener);
                let _ = shut.send(());
                tokio::select! {
                    _ = &mut stopped => return connections.shutdown().await,
                    reopened = reopened(port, shared.engine.script.refusal()) => listener = reopened,
                }
            }
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, Arc::clone(&shared), gate.clone()));
                }
                // Out of file handles, or the client is gone: others may do better.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            },
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
        }
    }
    drop(listener);
    connections.shutdown().await;
}

/// The listener again, after a while. (Somebody else may have taken the port
/// meanwhile: then it is tried again until they let it go.)
async fn reopened(port: u16, after: Duration) -> TcpListener {
    tokio::time::sleep(after).await;
    loop {
        match listen(port) {
            Ok(listener) => return listener,
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

/// Serves a connection to its end.
async fn connection(stream: TcpStream, shared: Arc<Shared>, gate: Gate) {
    // Without it small pieces wait for the client's acknowledgement (40 ms and more).
    let _ = stream.set_nodelay(true);
    let control = Control::new(gate);
    let wire = Wire::new(stream, control.clone());
    let service = service_fn(|request| serve(&shared, &control, request));
    // A client that breaks off or speaks no HTTP ends its own connection only; what
    // it had asked is on record.
    // Head and body go out in one piece: answers are small.
    let _ = http1::Builder::new().writev(false).serve_connection(wire, service).await;
}

#[cfg(test)]
#[path = "server_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "hostile_tests.rs"]
mod hostile_tests;
