'use strict';

// Starting the sandbox, and being the browser in which a person signs in to it.

const { spawn } = require('node:child_process');
const { createInterface } = require('node:readline');
const path = require('node:path');

const BINARY =
  process.env.SANDBOX_BIN ?? path.join(__dirname, '..', '..', 'target', 'debug', 'sandbox');

/** Starts a sandbox on a free port. Resolves to what it says about itself, and how to stop it. */
async function startSandbox(...options) {
  const child = spawn(BINARY, ['--listen', '127.0.0.1:0', '--people', '120', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  const line = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${BINARY} ended with ${code}`)));
    createInterface({ input: child.stdout }).once('line', resolve);
  });
  const stop = () => {
    child.kill('SIGTERM');
    return exited;
  };
  return { hello: JSON.parse(line), stop };
}

/**
 * Goes through the sign-in page as a browser does: opens it, keeps its cookie, fills in its form,
 * sends it where the form says. Resolves to the address that the browser is sent to at the end.
 */
async function consent(url, { user, decision }) {
  const page = await fetch(url, { redirect: 'manual' });
  if (page.status !== 200) {
    throw new Error(`the sign-in page answered ${page.status}`);
  }
  const cookies = page.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  const html = await page.text();
  const [, method, action] = html.match(/<form method="(\w+)" action="([^"]+)">/);
  const form = new URLSearchParams();
  for (const [, name, value] of html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)) {
    form.append(name, value);
  }
  const offers = (name, value) => new RegExp(`name="${name}" value="${value}"`).test(html);
  for (const [name, value] of [['user', user], ['decision', decision]]) {
    if (!offers(name, value)) {
      throw new Error(`the sign-in page does not offer ${name} = ${value}`);
    }
    form.append(name, value);
  }
  const target = new URL(action, url);
  const answer = await fetch(target, {
    method,
    redirect: 'manual',
    headers: { cookie: cookies.join('; '), origin: target.origin },
    body: form,
  });
  if (answer.status !== 302) {
    throw new Error(`the sign-in form answered ${answer.status}`);
  }
  return new URL(answer.headers.get('location'));
}

/** Keeps the tokens of the official client in memory. */
function memoryStorage() {
  let kept = null;
  return {
    load: async () => kept,
    save: async (tokens) => {
      kept = tokens;
    },
    clear: async () => {
      kept = null;
    },
  };
}

module.exports = { startSandbox, consent, memoryStorage };
