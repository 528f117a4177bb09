// The state of the link to WhatsApp: as a level that can be asked for at any time, and told at each change.
bridge.link = (() => {
  const { attempt, number, text, within } = bridge.fields;
  const CODE_LIMIT_MS = 2_000;
  const REFRESH_LIMIT_MS = 10_000;
  const TAKEOVER_LOOKS = 50;
  const TAKEOVER_LOOK_MS = 200;
  let looks = 0;
  let told = null;
  let loggedOut = null;
  let logoutReason = null;
  let ban = null;

  function account() {
    const wid = attempt(() => WPP.conn.getMyUserId());
    if (wid === null) return null;
    return {
      id: String(wid),
      pushName: text(attempt(() => WPP.whatsapp.Conn.pushname)),
      platform: text(attempt(() => WPP.conn.getPlatform())),
      lid: text(attempt(() => WPP.conn.getMyUserLid())),
    };
  }

  async function state() {
    if (!window.WPP) return { phase: 'broken' };
    if (!WPP.isInjected) return { phase: 'loading', load: bridge.load };
    const code = await within(WPP.conn.getAuthCode(), CODE_LIMIT_MS, null);
    const stream = attempt(() => WPP.conn.getStreamData());
    const authenticated = Boolean(attempt(() => WPP.conn.isAuthenticated()));
    return {
      phase: 'running',
      load: bridge.load,
      look: ++looks,
      code: text(code?.fullCode),
      idle: Boolean(attempt(() => WPP.conn.isIdle())),
      mode: text(stream?.mode),
      online: attempt(() => WPP.conn.isOnline()) !== false,
      authenticated,
      account: authenticated ? account() : null,
      loggedOut,
      ban,
      lacks: stream?.mode === 'MAIN' ? bridge.probes.lacking() : [],
    };
  }

  async function tell() {
    const now = await state();
    const shown = JSON.stringify({ ...now, look: 0 });
    if (shown === told) return;
    told = shown;
    bridge.outbox.put({ kind: 'state', state: now });
  }

  function backendEvent(name, details) {
    if (name !== 'account_temporarily_banned') return;
    ban = { at: Date.now(), reason: text(details?.reason), expiresInS: number(details?.expiresInS) };
    tell();
  }

  function logout() {
    loggedOut = logoutReason ?? 'unknown';
    bridge.outbox.putNow({ kind: 'logout', reason: loggedOut });
  }

  function listen() {
    for (const event of [
      'loader.injected',
      'loader.full_ready',
      'conn.auth_code_change',
      'conn.authenticated',
      'conn.main_loaded',
      'conn.main_ready',
      'conn.online',
      'conn.qrcode_idle',
      'conn.require_auth',
      'conn.stream_mode_changed',
      'conn.stream_info_changed',
    ]) {
      WPP.on(event, tell);
    }
    WPP.on('conn.logout_reason', (reason) => (logoutReason = text(reason)));
    WPP.on('conn.logout', logout);
    WPP.on('conn.backend_event', backendEvent);
  }

  async function pairingCode({ phone }) {
    return { code: await WPP.conn.startLinkDeviceCodeForPhoneNumber(phone) };
  }

  // Over with the next code; the gateway may never see that one on display, so short can its life be.
  // `WPP.conn.refreshQR` itself waits for ever, or takes the end of the last code for the next one.
  async function refreshQr() {
    let hear;
    const next = new Promise((resolve, reject) => {
      hear = (code) => code && resolve(true);
      WPP.on('conn.auth_code_change', hear);
      WPP.conn.refreshQR().catch(reject);
    });
    const came = await within(next, REFRESH_LIMIT_MS, false);
    WPP.off('conn.auth_code_change', hear);
    if (!came) throw Object.assign(new Error('No new QR code came'), { code: 'no_new_code' });
    return {};
  }

  async function logOut() {
    await WPP.conn.logout();
    return {};
  }

  async function takeOver() {
    WPP.whatsapp.Socket.takeover();
    for (let left = TAKEOVER_LOOKS; WPP.conn.getStreamData().mode === 'CONFLICT'; left--) {
      if (left === 0) throw Object.assign(new Error('The conflict goes on'), { code: 'conflict' });
      await new Promise((resume) => setTimeout(resume, TAKEOVER_LOOK_MS));
    }
    return {};
  }

  return { listen, logOut, pairingCode, refreshQr, state, takeOver, tell };
})();
