'use strict';

// Sees the reservations through DoorFlow's own client, from a process of its own: for each line on
// the standard input, one line of JSON with all of them as DoorFlow has them at that moment.
//
// Reads DOORFLOW_API_URL (without /api/3) and DOORFLOW_TOKEN (an access token).

const { createInterface } = require('node:readline');
const { Configuration, ReservationsApi, ResponseError } = require('doorflow');

const { DOORFLOW_API_URL: basePath, DOORFLOW_TOKEN: token } = process.env;
if (!basePath || !token) {
  process.stderr.write('DOORFLOW_API_URL and DOORFLOW_TOKEN have to be set\n');
  process.exit(2);
}
const reservations = new ReservationsApi(
  new Configuration({ basePath, accessToken: `Bearer ${token}` }),
);

async function look() {
  try {
    return await reservations.listReservations({ skipPagination: true });
  } catch (error) {
    if (error instanceof ResponseError) {
      return { error: `DoorFlow answered ${error.response.status}` };
    }
    return { error: String(error.cause ?? error) };
  }
}

async function main() {
  for await (const _line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await look())}\n`);
  }
}

main();
