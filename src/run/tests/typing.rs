//! What is typed, and when: chats of many kinds with an API that counts its traffic.

use super::*;
use crate::evidence::End;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

/// An API that takes one line per connection and answers it after a while.
struct Api {
    port: u16,
    traffic: watch::Receiver<Traffic>,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Api {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (counts, traffic) = watch::channel(Traffic::default());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let all = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counts.send_modify(|traffic| traffic.begun += 1);
                let (input, mut output) = stream.into_split();
                let mut line = String::new();
                BufReader::new(input).read_line(&mut line).await.unwrap();
                all.lock().unwrap().push(line.trim().to_owned());
                for part in ["re", "ply to ", line.trim(), "\n"] {
                    tokio::time::sleep(Duration::from_millis(60)).await;
                    let _ = output.write_all(part.as_bytes()).await;
                }
                drop(output);
                counts.send_modify(|traffic| traffic.ended += 1);
            }
        });
        Self { port, traffic, heard }
    }

    /// What arrived, when this program chats with these lines.
    async fn chat(&self, mut program: Program, lines: &[&str]) -> (ProgramOutput, Vec<String>) {
        program.stdin = StdinPlan::Lines(lines.iter().map(|line| (*line).to_owned()).collect());
        self.played(program).await
    }

    async fn played(&self, mut program: Program) -> (ProgramOutput, Vec<String>) {
        program.env.push(("PORT".to_owned(), self.port.to_string()));
        let output = run(program, self.traffic.clone(), |_| {}, Cancel::never()).await.unwrap();
        let heard = self.heard.lock().unwrap().clone();
        (output, heard)
    }
}

fn scripted(output: &ProgramOutput) -> Vec<&str> {
    output.fed.iter().filter(|line| line.scripted).map(|line| line.text.as_str()).collect()
}

fn unscripted(output: &ProgramOutput) -> Vec<&str> {
    output.fed.iter().filter(|line| !line.scripted).map(|line| line.text.as_str()).collect()
}

const CHAT: [&str; 4] = ["my name is Ada", "what is my name?", "thank you", "quit"];
const SAID: [&str; 3] = ["my name is Ada", "what is my name?", "thank you"];

/// `ask` sends a line and prints the answer as it comes.
const PYTHON: &str = "
import os, socket, sys, time
def ask(text):
    with socket.create_connection(('127.0.0.1', int(os.environ['PORT']))) as s:
        s.sendall((text + '\\n').encode())
        while part := s.recv(100):
            print(part.decode(), end='', flush=True)
";

const BASH: &str = r#"
ask() { exec 3<>"/dev/tcp/127.0.0.1/$PORT"; printf '%s\n' "$1" >&3; cat <&3; exec 3>&-; }
"#;

const NODE: &str = r"
const net = require('net');
const ask = (text) => new Promise((done) => {
  const s = net.connect(Number(process.env.PORT), '127.0.0.1', () => s.write(text + '\n'));
  s.on('data', (d) => process.stdout.write(d));
  s.on('close', done);
});
";

fn chat_in_python(body: &str) -> Option<Program> {
    python(&format!("{PYTHON}{body}"))
}

fn chat_in_bash(body: &str) -> Option<Program> {
    let bash = found(&["bash"])?;
    Some(program(&[bash.to_str()?, "-c", &format!("{BASH}{body}")]))
}

fn chat_in_node(body: &str) -> Option<Program> {
    let node = found(&["node"])?;
    Some(program(&[node.to_str()?, "-e", &format!("{NODE}{body}")]))
}

/// Every line arrives once, in order, and nothing else was typed.
async fn is_a_plain_chat(program: Option<Program>) {
    let Some(program) = program else { return };
    let (output, heard) = Api::start().await.chat(program, &CHAT).await;
    assert_eq!(heard, SAID, "{output:#?}");
    assert_eq!(scripted(&output), CHAT);
    assert_eq!(unscripted(&output), Vec::<&str>::new());
    assert_eq!((output.end, output.exit_code), (End::Exited, Some(0)), "{output:#?}");
    for pair in output.fed.windows(2) {
        assert!(pair[0].at_ms < pair[1].at_ms);
    }
}

#[tokio::test]
async fn python_input_loop() {
    is_a_plain_chat(chat_in_python("while (t := input('You: ')) != 'quit': ask(t)")).await;
}

#[tokio::test]
async fn python_input_loop_with_line_editing() {
    let body = "import readline\nwhile (t := input('You: ')) != 'quit': ask(t)";
    is_a_plain_chat(chat_in_python(body)).await;
}

#[tokio::test]
async fn python_reading_standard_input_without_a_prompt() {
    is_a_plain_chat(chat_in_python("for t in sys.stdin:\n  if t.strip() == 'quit': break\n  ask(t.strip())"))
        .await;
}

#[tokio::test]
async fn python_that_takes_its_time_before_and_after_each_line() {
    let body = "
def work(seconds):
    end = time.time() + seconds
    while time.time() < end: pass
work(0.7)
while True:
    t = input('> ')
    work(0.4); time.sleep(0.5)
    if t == 'quit': break
    ask(t)
    time.sleep(0.6); work(0.4)
    print('(done)')
";
    is_a_plain_chat(chat_in_python(body)).await;
}

#[tokio::test]
async fn python_reading_in_a_thread() {
    let body = "
import asyncio
async def main():
    while (t := await asyncio.to_thread(input, 'You: ')) != 'quit':
        await asyncio.to_thread(ask, t)
asyncio.run(main())
";
    is_a_plain_chat(chat_in_python(body)).await;
}

#[tokio::test]
async fn bash_read_loop() {
    let body = r#"while printf 'You: '; IFS= read -r t; do [ "$t" = quit ] && exit 0; ask "$t"; done"#;
    is_a_plain_chat(chat_in_bash(body)).await;
}

#[tokio::test]
async fn bash_read_with_line_editing() {
    let body = r#"while IFS= read -e -r -p 'You: ' t; do [ "$t" = quit ] && exit 0; ask "$t"; done"#;
    is_a_plain_chat(chat_in_bash(body)).await;
}

#[tokio::test]
async fn node_readline_events() {
    let body = r"
const rl = require('readline').createInterface({ input: process.stdin, output: process.stdout, prompt: 'You: ' });
rl.prompt();
rl.on('line', async (t) => {
  if (t === 'quit') return rl.close();
  rl.pause(); await ask(t); rl.prompt();
});";
    is_a_plain_chat(chat_in_node(body)).await;
}

#[tokio::test]
async fn node_readline_questions() {
    let body = r"
const rl = require('readline/promises').createInterface({ input: process.stdin, output: process.stdout });
(async () => {
  for (;;) {
    const t = await rl.question('You: ');
    if (t === 'quit') break;
    await ask(t);
  }
  rl.close();
})();";
    is_a_plain_chat(chat_in_node(body)).await;
}

#[tokio::test]
async fn node_without_a_terminal_interface() {
    let body = r"
const rl = require('readline').createInterface({ input: process.stdin });
(async () => { for await (const t of rl) { if (t === 'quit') break; await ask(t); } process.exit(0); })();";
    is_a_plain_chat(chat_in_node(body)).await;
}

#[tokio::test]
async fn a_fixed_first_question_comes_before_the_lines() {
    let body = "ask('fixed')\nwhile (t := input('You: ')) != 'quit': ask(t)";
    let Some(program) = chat_in_python(body) else { return };
    let (_, heard) = Api::start().await.chat(program, &CHAT).await;
    assert_eq!(heard, ["fixed", "my name is Ada", "what is my name?", "thank you"]);
}

#[tokio::test]
async fn a_menu_before_the_chat_is_got_past() {
    let body = "
print('1) small\\n2) large')
while (c := input('Choose a model: ')) not in ('1', '2'): print('No such model.')
while (c := input('Mode (1-2): ')) not in ('1', '2'): print('No such mode.')
name = input('What is your name? ')
while (t := input(f'{name}: ')) != 'quit': ask(t)
";
    let Some(program) = chat_in_python(body) else { return };
    let (output, heard) = Api::start().await.chat(program, &CHAT).await;
    assert_eq!(heard, SAID, "{output:#?}");
    assert_eq!(unscripted(&output), ["1", "1", "Sam"]);
    assert_eq!(scripted(&output), CHAT);
}

#[tokio::test]
async fn questions_between_turns_are_answered() {
    let body = "
print('Models: gpt-9, gpt-9-mini')
if input('Which model would you like to use? ') not in ('gpt-9', 'gpt-9-mini'): sys.exit(1)
while True:
    t = input('You: ')
    if t == 'quit' and input('Really quit? (y/n) ') == 'y': break
    ask(t)
    if input('Continue? (y/n) ') != 'y': break
";
    let Some(program) = chat_in_python(body) else { return };
    let (output, heard) = Api::start().await.chat(program, &CHAT).await;
    assert_eq!(heard, SAID, "{output:#?}");
    assert_eq!(unscripted(&output), ["gpt-9", "y", "y", "y", "y"]);
    assert_eq!(output.exit_code, Some(0));
}

#[tokio::test]
async fn a_program_that_sleeps_is_not_one_that_asks() {
    let body = "
time.sleep(2)
print('ready')
time.sleep(2)
while (t := input('You: ')) != 'quit':
    time.sleep(2)
    ask(t)
";
    let Some(mut program) = chat_in_python(body) else { return };
    program.limit = Duration::from_secs(3600);
    let (output, heard) = Api::start().await.chat(program, &["only line", "quit"]).await;
    assert_eq!(heard, ["only line"], "{output:#?}");
}

#[tokio::test]
async fn node_that_is_not_ready_yet_loses_no_line() {
    let body = r"
const rl = require('readline').createInterface({ input: process.stdin, output: process.stdout });
const loop = () => rl.question('\x1b[32mYou:\x1b[0m ', async (t) => {
  if (t === 'quit') return rl.close();
  await ask(t); console.log(); setTimeout(loop, 500);
});
setTimeout(loop, 500);";
    is_a_plain_chat(chat_in_node(body)).await;
}

#[tokio::test]
async fn who_asks_where_the_cursor_is_is_told() {
    let body = "
import tty
tty.setraw(0)
print('\\x1b[6n', end='', flush=True)
print('told', repr(os.read(0, 20)))
";
    let Some(program) = chat_in_python(body) else { return };
    let (output, _) = Api::start().await.chat(program, &[]).await;
    assert!(stdout(&output).contains(r"told b'\x1b[1;1R'"), "{output:#?}");
    assert_eq!(output.fed, []);
}

#[tokio::test]
async fn a_line_that_an_unknown_question_ate_is_typed_again() {
    for body in [
        // It moves on to the chat's own prompt.
        "input('Favourite colour? ')\nwhile (t := input('You: ')) != 'quit': ask(t)",
        // It asks until it likes the answer.
        "while input('Gimme: ') != '1': pass\nwhile (t := input('You: ')) != 'quit': ask(t)",
    ] {
        let Some(program) = chat_in_python(body) else { return };
        let (output, heard) = Api::start().await.chat(program, &CHAT).await;
        assert_eq!(heard, SAID, "{output:#?}");
    }
}

#[tokio::test]
async fn several_lines_ended_by_an_empty_one_are_sent() {
    let body = "
while True:
    lines = []
    while t := input(): lines.append(t)
    if lines == ['quit'] or not lines: break
    ask(' '.join(lines))
";
    let Some(program) = chat_in_python(body) else { return };
    let (output, heard) = Api::start().await.chat(program, &CHAT).await;
    assert_eq!(heard, SAID, "{output:#?}");
}

#[tokio::test]
async fn the_key_is_typed_at_who_asks_for_it_and_not_recorded() {
    let body = "
import getpass
key = getpass.getpass('Enter your OpenAI API key: ')
while (t := input('You: ')) != 'quit': ask(key + ' ' + t)
";
    let Some(program) = chat_in_python(body) else { return };
    let (output, heard) = Api::start().await.chat(program, &["hello there", "quit"]).await;
    assert_eq!(heard, ["sk-handed-out hello there"], "{output:#?}");
    assert!(output.fed.iter().all(|line| !line.text.contains("sk-handed-out")));
}

#[tokio::test]
async fn the_end_of_input_follows_the_last_line() {
    let Some(program) = chat_in_python("while True: ask(input('You: '))") else { return };
    let (output, heard) = Api::start().await.chat(program, &["only line"]).await;
    assert_eq!(heard, ["only line"]);
    assert_eq!((output.end, output.exit_code), (End::Exited, Some(1)));
    assert!(output.stdin_closed_ms.is_some());
    assert!(output.text(Stream::Stderr).contains("EOFError"));
}

#[tokio::test]
async fn node_sees_the_end_of_input() {
    let body = r"
const rl = require('readline').createInterface({ input: process.stdin, output: process.stdout });
rl.on('line', (t) => ask(t)); rl.on('close', () => { console.log('bye'); process.exit(0); });";
    let Some(program) = chat_in_node(body) else { return };
    let (output, heard) = Api::start().await.chat(program, &["only line"]).await;
    assert_eq!(heard, ["only line"]);
    assert_eq!(output.end, End::Exited);
    assert!(stdout(&output).contains("bye"));
}

#[tokio::test]
async fn who_ignores_the_end_of_input_is_ended_before_the_limit() {
    let body = "
while True:
    try: ask(input('You: '))
    except EOFError: pass
";
    let Some(mut program) = chat_in_python(body) else { return };
    program.limit = Duration::from_secs(3600);
    let (output, heard) = Api::start().await.chat(program, &["only line"]).await;
    assert_eq!(heard, ["only line"]);
    assert_eq!(output.end, End::TimedOut);
    assert!(output.stdin_closed_ms.is_some());
}

#[tokio::test]
async fn who_floods_at_the_end_of_input_is_cut() {
    let body = "
while True:
    line = sys.stdin.readline()
    if line: ask(line.strip())
    else:
        while True: print('You: ')
";
    let Some(program) = chat_in_python(body) else { return };
    let (output, _) = Api::start().await.chat(program, &["only line"]).await;
    assert_eq!(output.end, End::Flooded);
}

#[tokio::test]
async fn a_program_that_makes_no_requests_gets_its_lines_and_ends() {
    let body = "
while (t := input('You: ')) != 'quit': print('Sorry, something went wrong.')
";
    let Some(mut program) = chat_in_python(body) else { return };
    program.limit = Duration::from_secs(3600);
    let (output, _) = Api::start().await.chat(program, &CHAT).await;
    assert_eq!((output.end, output.exit_code), (End::Exited, Some(0)), "{output:#?}");
    let typed = scripted(&output);
    assert!(SAID.iter().all(|line| typed.contains(line)), "{typed:?}");
    assert_eq!(typed.iter().filter(|line| **line == "quit").count(), 1);
}

#[tokio::test]
async fn a_program_that_reads_nothing_is_typed_nothing_that_counts() {
    let mut program = sh("sleep 0.4; echo one; sleep 2; echo two");
    program.stdin = StdinPlan::Unscripted;
    let output = ran(program).await;
    assert_eq!(stdout(&output), "one\ntwo\n");
    assert_eq!(output.fed, []);
    assert_eq!(output.stdin_closed_ms, None);
}

#[tokio::test]
async fn a_question_in_a_task_without_a_script_is_answered() {
    let Some(program) = chat_in_python("ask(input('Your question: '))") else { return };
    let (output, heard) = Api::start().await.played(program).await;
    assert_eq!(heard, ["Hello! What can you do?"]);
    assert!(output.fed.iter().all(|line| !line.scripted));
    assert_eq!(output.exit_code, Some(0));
}

#[tokio::test]
async fn a_missing_flush_shows() {
    let script = "import time\n\
                  for word in ('one', 'two'):\n\
                  \x20   print(word, end=' ', flush=FLUSH)\n\
                  \x20   time.sleep(0.3)\n\
                  print('end')\n";
    let Some(flushed) = python(&script.replace("FLUSH", "True")) else { return };
    let Some(kept) = python(&script.replace("FLUSH", "False")) else { return };
    let (flushed, kept) = tokio::join!(ran(flushed), ran(kept));
    assert_eq!(stdout(&flushed), "one two end\n");
    assert_eq!(stdout(&kept), "one two end\n");
    let apart = |output: &ProgramOutput| {
        first_with(&output.pieces, "end").at_ms - first_with(&output.pieces, "one").at_ms
    };
    assert!(apart(&flushed) > 250.0, "{flushed:?}");
    assert!(apart(&kept) < apart(&flushed), "{kept:?}");
}
