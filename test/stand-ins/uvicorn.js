/* uvicorn MODULE:APP --host HOST --port PORT, whatever the app. */
const { parseArgs } = require('node:util');
const { serve } = require('./app');

const { values: { host, port } } = parseArgs({
  allowPositionals: true,
  options: { host: { type: 'string', default: '127.0.0.1' }, port: { type: 'string', default: '8000' } },
});
serve(host, Number(port));
