/*
 * An app with the endpoints of the documentation. Usage: node _app.js PORT [START_SECONDS] [STOP_SECONDS]
 * GET /break?PART makes a part answer 500, /hang has nothing answered any more, /crash ends the process.
 */
const { createServer } = require('node:http');

const [port, startSeconds = 0, stopSeconds = 0] = process.argv.slice(2).map(Number);
const broken = new Set();
let hangs = false;

const server = createServer(({ url }, response) => {
  if (hangs) return;
  const [path, part] = url.split('?');
  if (path === '/hang') hangs = true;
  if (path === '/crash') process.exit(7);
  if (path === '/break') broken.add(part);
  if (path === '/mend') broken.delete(part);
  response.writeHead(broken.has(path.slice(1)) ? 500 : 200).end();
});
setTimeout(() => server.listen(port, '127.0.0.1', () => console.log('listening')), startSeconds * 1000);
process.on('SIGTERM', () => {
  console.log('ending');
  setTimeout(() => process.exit(0), stopSeconds * 1000);
});
