// Receivers of webhooks in Express: `node receivers.js`, driven by tests/support/express_receivers.py.
//
// The first line of standard input is a JSON list of apps: {express, code, secret, json}. Each code is run with
// `app`, `require` and `WEBHOOK_SECRET`, as the body of a function, and served on a port of its own. The ports are
// printed in one line. `log` names a file that gets a line for each answered request.
'use strict';

const fs = require('fs');
const http = require('http');
const readline = require('readline');

function serve({ express: version, code, secret, json }, number, log) {
  const express = require(version);
  const app = express();
  app.set('env', 'test'); // an error of the receiver's own is answered, not printed
  const keep = (req, res, body) => void (req.raw = body);
  if (json) app.use(express.json({ verify: keep }));
  const own = Object.assign(() => app, express, { raw: (options) => express.raw({ ...options, verify: keep }) });
  const wanted = (name) => (name === 'express' ? own : require(name));
  const names = ['require', 'WEBHOOK_SECRET', 'console', ...(json ? ['app'] : [])];
  new Function(...names, code)(wanted, secret, { log() {} }, app);
  const server = http.createServer((req, res) => {
    res.on('finish', () => log(number, req, res));
    app(req, res);
  });
  server.keepAliveTimeout = 60_000;
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
}

function logTo(path) {
  if (!path) return () => {};
  const file = fs.openSync(path, 'a');
  return (app, req, res) => {
    const body = (req.raw ?? Buffer.alloc(0)).toString('base64');
    fs.writeSync(file, JSON.stringify({ app, status: res.statusCode, headers: req.headers, body }) + '\n');
  };
}

const input = readline.createInterface({ input: process.stdin });
input.once('line', async (line) => {
  const { apps, log } = JSON.parse(line);
  const note = logTo(log);
  const ports = await Promise.all(apps.map((app, number) => serve(app, number, note)));
  console.log(JSON.stringify(ports));
});
input.on('close', () => process.exit(0));
