'use strict';

// DoorFlow's own client, which nobody here wrote, against the sandbox: what the two agree on is
// how DoorFlow works. Every call to the API goes through that client.

const { test, before, after } = require('node:test');
const assert = require('node:assert/strict');
const { DoorFlow, Configuration, OauthApi, ResponseError } = require('doorflow');
const { startSandbox, consent, memoryStorage } = require('./sandbox.js');

const SCOPES = [
  'account.person',
  'account.reservation',
  'account.group_reservation',
  'account.channel.readonly',
  'account.channel.admit.person',
  'account.group.readonly',
  'account.role.readonly',
  'account.site.readonly',
  'account.credential_type.readonly',
  'account.event.access.readonly',
  'account.sync',
];
const MINUTE = 60_000;

let sandbox;
let doorflow;
let storage;

/** A client of the sandbox that nobody has signed in to. */
function client(tokens = memoryStorage()) {
  return new DoorFlow({
    clientId: sandbox.hello.client_id,
    clientSecret: sandbox.hello.client_secret,
    redirectUri: sandbox.hello.redirect_uri,
    basePath: sandbox.hello.url,
    scopes: SCOPES,
    storage: tokens,
  });
}

async function signIn(desk, user = 'reception') {
  const { url, state, codeVerifier } = await desk.getAuthorizationUrl({ usePKCE: true });
  const back = await consent(url, { user, decision: 'allow' });
  assert.equal(`${back.origin}${back.pathname}`, sandbox.hello.redirect_uri);
  return desk.handleCallback(
    back.searchParams.get('code'),
    back.searchParams.get('state'),
    state,
    codeVerifier,
  );
}

/** The status and body with which a call is refused. */
async function refusal(call) {
  try {
    await call;
  } catch (error) {
    assert.ok(error instanceof ResponseError, `not refused, but failed: ${error}`);
    const text = await error.response.text();
    return { status: error.response.status, body: text ? JSON.parse(text) : null };
  }
  return assert.fail('the call was not refused');
}

/** Asks until the answer is as wished, or fails after a while. */
async function eventually(ask, isWished, what) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const answer = await ask();
    if (isWished(answer)) {
      return answer;
    }
    assert.ok(Date.now() < deadline, `${what} did not happen: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** A zone in which it is about noon now, so that no visit comes near midnight. */
const ZONE = (() => {
  const behind = new Date().getUTCHours() - 12;
  return behind === 0 ? 'Etc/GMT' : `Etc/GMT${behind > 0 ? '+' : '-'}${Math.abs(behind)}`;
})();

/** An instant so many hours from about noon tomorrow. */
function tomorrow(hours) {
  const time = new Date(Date.now() + (24 + hours) * 60 * MINUTE);
  time.setUTCMinutes(0, 0, 0);
  return time;
}

before(async () => {
  sandbox = await startSandbox('--seed', '7', '--time-zone', ZONE);
  storage = memoryStorage();
  doorflow = client(storage);
  await signIn(doorflow);
});

after(async () => {
  assert.equal(await sandbox.stop(), 0, 'the sandbox ends in peace');
});

test('the code flow with PKCE signs in, and the token says what it is', async () => {
  const tokens = await storage.load();
  assert.deepEqual(new Set(tokens.scope.split(' ')), new Set(SCOPES));
  const left = tokens.expiresAt - Date.now() / 1000;
  assert.ok(left > 3500 && left <= 3600, `expires in ${left} s`);
  const info = await new OauthApi(doorflow.config).getTokenInfo();
  assert.deepEqual(new Set(info.scope), new Set(SCOPES));
  assert.equal(info.application.uid, sandbox.hello.client_id);
  const account = await doorflow.accounts.getAccount();
  assert.equal(info.accountId, account.id);
  assert.equal(info.resourceOwnerId, account.user.id);
});

test('a person who does not agree sends an error back', async () => {
  const desk = client();
  const { url, state } = await desk.getAuthorizationUrl({ usePKCE: true });
  const back = await consent(url, { user: 'reception', decision: 'deny' });
  assert.equal(back.searchParams.get('error'), 'access_denied');
  assert.equal(back.searchParams.get('state'), state);
  assert.equal(back.searchParams.get('code'), null);
});

test('a wrong verifier and a code that was used are refused', async () => {
  const desk = client();
  const { url, state, codeVerifier } = await desk.getAuthorizationUrl({ usePKCE: true });
  const back = await consent(url, { user: 'reception', decision: 'allow' });
  const code = back.searchParams.get('code');
  const wrong = await refusal(desk.handleCallback(code, state, state, 'x'.repeat(43)));
  assert.equal(wrong.status, 400);
  assert.equal(wrong.body.error, 'invalid_grant');
  await desk.handleCallback(code, state, state, codeVerifier);
  await desk.accounts.getAccount();
  const again = await refusal(desk.handleCallback(code, state, state, codeVerifier));
  assert.equal(again.body.error, 'invalid_grant');
  assert.equal((await refusal(desk.accounts.getAccount())).status, 401);
});

test('refresh tokens rotate', async () => {
  const tokens = memoryStorage();
  const desk = client(tokens);
  await signIn(desk);
  const old = await tokens.load();
  const renewed = await desk.auth.refreshAccessToken();
  assert.notEqual(renewed.refreshToken, old.refreshToken);
  assert.notEqual(renewed.accessToken, old.accessToken);
  await desk.accounts.getAccount();
  const raw = new OauthApi(new Configuration({ basePath: sandbox.hello.url }));
  const refused = await refusal(
    raw.getAccessToken({
      grantType: 'refresh_token',
      clientId: sandbox.hello.client_id,
      clientSecret: sandbox.hello.client_secret,
      refreshToken: old.refreshToken,
    }),
  );
  assert.deepEqual([refused.status, refused.body.error], [400, 'invalid_grant']);
});

test('disconnecting revokes the tokens', async () => {
  const tokens = memoryStorage();
  const desk = client(tokens);
  const { accessToken } = await signIn(desk);
  await desk.disconnect();
  assert.equal(await tokens.load(), null);
  const config = new Configuration({
    basePath: sandbox.hello.url,
    accessToken: `Bearer ${accessToken}`,
  });
  assert.equal((await refusal(new OauthApi(config).getTokenInfo())).status, 401);
});

test('who may do less is granted less, and refused the rest', async () => {
  const desk = client();
  const { scope } = await signIn(desk, 'security');
  assert.ok(scope.split(' ').includes('account.person.readonly'));
  assert.ok(!scope.split(' ').includes('account.person'));
  await desk.people.listPeople({ perPage: 1 });
  const refused = await refusal(desk.sync.initiateSync());
  assert.deepEqual([refused.status, refused.body.error], [403, 'forbidden']);
});

test('the account', async () => {
  const account = await doorflow.accounts.getAccount();
  assert.equal(account.timeZone, ZONE);
  assert.equal(account.user.email, 'reception@harbourhouse.example');
  assert.ok(['complete', 'failing', 'syncing', 'pending'].includes(account.sync.status));
  assert.ok(account.sync.lastSync instanceof Date);
});

test('people: list, get, create, update, delete', async () => {
  const page = await doorflow.people.listPeopleRaw({ perPage: 30, page: 2 });
  assert.equal(page.raw.headers.get('total'), '120');
  assert.equal(page.raw.headers.get('x-total-results'), '120');
  assert.equal((await page.value()).length, 30);
  const all = await doorflow.people.listPeople({ skipPagination: true });
  assert.equal(all.length, 120);
  assert.equal(`${all[0].firstName} ${all[0].lastName}`, 'Linh Nguyễn');

  const made = await doorflow.people.createPerson({
    personInput: {
      firstName: 'Zoë',
      lastName: "O'Neil-Fox",
      email: 'zoe@visit.example',
      jobTitle: 'Surveyor',
      mobile: '+447700900321',
      custom1: 'Northwind Traders',
      validFrom: new Date('2026-01-01T00:00:00Z'),
      groupIds: [15],
    },
  });
  assert.equal(made.firstName, 'Zoë');
  assert.equal(made.custom1, 'Northwind Traders');
  assert.equal(made.validFrom.toISOString(), '2026-01-01T00:00:00.000Z');
  assert.deepEqual(made.groups, [15]);
  const changed = await doorflow.people.updatePerson({
    id: made.id,
    personInput: { department: 'Survey', enabled: false },
  });
  assert.deepEqual([changed.department, changed.enabled], ['Survey', false]);
  assert.equal(changed.jobTitle, 'Surveyor', 'what is not named stays');
  assert.deepEqual(await doorflow.people.getPerson({ id: made.id }), changed);
  const recent = await doorflow.people.listPeople({ sinceUtc: made.createdAt });
  assert.ok(recent.some((person) => person.id === made.id));
  const found = await doorflow.people.listPeople({ email: 'ZOE@visit' });
  assert.deepEqual(found.map((person) => person.id), [made.id]);

  const taken = await refusal(
    doorflow.people.createPerson({
      personInput: { firstName: '', lastName: 'X', email: 'zoe@visit.example' },
    }),
  );
  assert.equal(taken.status, 422);
  assert.deepEqual(taken.body.errors, {
    email: ['has already been taken'],
    first_name: ["can't be blank"],
  });
  assert.equal((await doorflow.people.deletePerson({ id: made.id })).result, 'ok');
  assert.equal((await refusal(doorflow.people.getPerson({ id: made.id }))).status, 404);
});

test('credential types and credentials: list, create, get, delete', async () => {
  const kinds = await doorflow.credentialTypes.listCredentialTypes({});
  const pin = kinds.find((kind) => kind.slug === 'pin');
  assert.ok(pin, JSON.stringify(kinds));
  const person = await doorflow.people.createPerson({
    personInput: { firstName: 'Kay', lastName: 'Card' },
  });
  const credentialInput = { personCredential: { credentialTypeId: pin.id, value: '******' } };
  const made = await doorflow.credentials.createCredential({
    personId: person.id,
    credentialInput,
  });
  assert.match(made.value, /^\d{4,7}$/);
  assert.equal(typeof made.id, 'string');
  const twice = await refusal(
    doorflow.credentials.createCredential({ personId: person.id, credentialInput }),
  );
  assert.deepEqual([twice.status, twice.body.id], [409, made.id]);
  assert.deepEqual(await doorflow.credentials.listPersonCredentials({ personId: person.id }), [
    made,
  ]);
  const one = { personId: person.id, id: made.id };
  assert.deepEqual(await doorflow.credentials.getCredential(one), made);
  assert.equal(await doorflow.credentials.deleteCredential(one), '');
  assert.deepEqual(await doorflow.credentials.listPersonCredentials({ personId: person.id }), []);
});

test('channels, sites, groups and roles', async () => {
  const channels = await doorflow.channels.listChannels({});
  assert.equal(channels.length, 15);
  const door = await doorflow.channels.getChannel({ id: channels[0].id });
  assert.equal(door.name, 'Front Door');
  assert.equal(door.status, 'online');
  assert.match(door.macAddress, /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
  assert.ok(door.sync.lastSyncCompletedAt instanceof Date);
  assert.equal(door.mode.description, 'normal');
  assert.ok(channels.some((channel) => channel.lockdown?.cardLockdown?.state === true));
  const sites = await doorflow.sites.listSites({});
  assert.equal(sites.length, 2);
  const far = await doorflow.channels.listChannels({ siteId: sites[1].id });
  assert.ok(far.length > 0 && far.every((channel) => channel.siteId === sites[1].id));
  const groups = await doorflow.groups.listGroups();
  assert.ok(groups.some((group) => group.name === 'Visitors'));
  const roles = await doorflow.roles.listRoles();
  assert.ok(roles.length > 0 && roles.every((role) => role.createdAt instanceof Date));
});

test('reservations: list, create, delete, and the rule of the same day', async () => {
  const [linh] = await doorflow.people.listPeople({ perPage: 1 });
  const made = await doorflow.reservations.createReservation({
    reservationInput: {
      personId: linh.id,
      startTime: tomorrow(-3),
      endTime: tomorrow(5),
      channelIds: [1340, 1342],
    },
  });
  assert.deepEqual(made.startTime, tomorrow(-3));
  assert.deepEqual(made.channelIds, [1340, 1342]);
  const listed = async () =>
    (await doorflow.reservations.listReservations({})).some((visit) => visit.id === made.id);
  assert.ok(await listed());
  const next = new Date(tomorrow(-3).getTime() + 23 * 60 * MINUTE);
  const overnight = await refusal(
    doorflow.reservations.createReservation({
      reservationInput: {
        personId: linh.id,
        startTime: tomorrow(-3),
        endTime: next,
        channelIds: [1340],
      },
    }),
  );
  assert.equal(overnight.status, 422);
  assert.deepEqual(overnight.body.errors, { end_time: ['must be on the same day as start time'] });
  assert.equal((await doorflow.reservations.deleteReservation({ id: made.id })).result, 'ok');
  assert.ok(!(await listed()));
  const again = await refusal(doorflow.reservations.deleteReservation({ id: made.id }));
  assert.equal(again.status, 404);
});

test('group reservations: list, create, get, delete', async () => {
  const person = await doorflow.people.createPerson({
    personInput: { firstName: 'Lena', lastName: 'Long' },
  });
  const book = (startTime, endTime) =>
    doorflow.groupReservations.createGroupReservation({
      groupReservationInput: {
        groupReservation: { personId: person.id, startTime, endTime, groupIds: [15] },
      },
    });
  // The client has no call for one group reservation, but the means to make it.
  const read = async (id) => {
    const api = doorflow.groupReservations;
    const response = await api.request({
      path: `/api/3/group_reservations/${id}`,
      method: 'GET',
      headers: { Authorization: await doorflow.config.accessToken() },
    });
    return response.json();
  };
  const active = await book(new Date(Date.now() - MINUTE), new Date(Date.now() + 9000 * MINUTE));
  assert.equal(active.state, 'active');
  assert.deepEqual((await doorflow.people.getPerson({ id: person.id })).groups, [15]);
  const pending = await book(tomorrow(-3), new Date(tomorrow(-3).getTime() + 9000 * MINUTE));
  assert.equal(pending.state, 'pending');
  const ids = (await doorflow.groupReservations.listGroupReservations({})).map((stay) => stay.id);
  assert.ok(ids.includes(active.id) && ids.includes(pending.id));
  assert.equal((await read(pending.id)).state, 'pending');
  for (const { id } of [active, pending]) {
    assert.equal((await doorflow.groupReservations.deleteGroupReservation({ id })).result, 'ok');
  }
  assert.equal((await read(active.id)).state, 'deactivated');
  assert.equal((await refusal(read(pending.id))).status, 404);
  assert.deepEqual((await doorflow.people.getPerson({ id: person.id })).groups, []);
});

test('a sync takes a visit to its door, the desk lets the visitor in, and an event says so', async () => {
  const channelId = 1340;
  const person = await doorflow.people.createPerson({
    personInput: { firstName: 'Walk', lastName: 'In' },
  });
  await doorflow.reservations.createReservation({
    reservationInput: {
      personId: person.id,
      startTime: new Date(Date.now() - MINUTE),
      endTime: new Date(Date.now() + 60 * MINUTE),
      channelIds: [channelId],
    },
  });
  const door = () => doorflow.channels.getChannel({ id: channelId });
  assert.equal((await door()).sync.status, 'pending');
  assert.equal((await doorflow.accounts.getAccount()).sync.status, 'pending');
  assert.equal((await doorflow.sync.initiateSync()).result, 'ok');
  const limited = await refusal(doorflow.sync.initiateSync());
  assert.deepEqual([limited.status, limited.body.error], [429, 'rate_limited']);
  assert.ok(limited.body.retry_in > 20 && limited.body.retry_in <= 30, limited.body);
  await eventually(door, (it) => it.sync.status === 'ok', 'the sync of the door');

  const asked = await doorflow.channels.admitPerson({
    id: channelId,
    admitPersonRequest: { personId: person.id },
  });
  assert.equal(asked.status, 'pending');
  const request = () =>
    doorflow.admissionRequests.getAdmissionRequest({ id: asked.admissionRequestId });
  const settled = await eventually(request, (it) => it.status !== 'pending', 'the admission');
  assert.equal(settled.status, 'admitted');
  assert.equal(settled.person.name, 'Walk In');
  assert.equal(settled.doorController.name, 'Front Door');
  const events = await doorflow.events.listEvents({
    eventCodes: [10, 11, 15],
    channels: [channelId],
    since: settled.requestedAt,
    n: 5,
  });
  const event = events.find((it) => it.personId === person.id);
  assert.equal(event.id, asked.admissionRequestId);
  assert.equal(event.eventLabel, 'Walk In admitted by application');
  assert.deepEqual(await doorflow.events.getEvent({ id: event.id }), event);
});
