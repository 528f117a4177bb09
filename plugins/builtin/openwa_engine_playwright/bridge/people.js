// Whom the account knows, and whether somebody is on WhatsApp.
bridge.people = (() => {
  const { attempt, text } = bridge.fields;
  const { isConnected, refuse } = bridge.refusals;
  const { lid, name } = bridge.chats;

  // wa-js answers null to any failure, and for a while to the next question too: only WhatsApp's own answer
  // can say that somebody is unknown.
  async function query(id) {
    const known = await WPP.contact.queryWidExists(id);
    if (known !== null) return known;
    const { WidFactory, functions } = WPP.whatsapp;
    try {
      return (await functions.queryWidExists(WidFactory.createWid(id))) || null;
    } catch (error) {
      if (isConnected()) throw error;
      return refuse('not_connected', 'The connection to WhatsApp was lost');
    }
  }

  async function idsOf(id) {
    const other = await bridge.chats.otherId(id);
    return other === null ? [id] : [id, other];
  }

  async function find(id) {
    const { ContactStore } = WPP.whatsapp;
    const found = (await idsOf(id)).map((one) => ContactStore.get(one) ?? null);
    return found.find((contact) => contact !== null) ?? null;
  }

  function isBlocked(wid) {
    const ids = [text(wid), lid(wid), name(wid)].filter(Boolean);
    return ids.some((id) => attempt(() => WPP.blocklist.isBlocked(id)) === true);
  }

  const fields = (contact) => ({
    id: name(contact.id),
    lid: lid(contact.id),
    name: contact.isMyContact ? text(contact.name) : null,
    pushName: text(contact.pushname),
    isMyContact: Boolean(contact.isMyContact),
    isBlocked: isBlocked(contact.id),
    isBusiness: Boolean(contact.isBusiness),
  });

  const unknown = (wid) => ({ id: name(wid), lid: lid(wid), isBlocked: true });

  function isMe(wid) {
    const mine = [WPP.conn.getMyUserId(), attempt(() => WPP.conn.getMyUserLid())].filter(Boolean);
    return mine.some((one) => String(one) === String(wid));
  }

  const isPerson = (wid) => /@(c\.us|lid)$/.test(String(wid)) && !isMe(wid);

  async function all() {
    const known = (await WPP.contact.list()).filter((contact) => isPerson(contact.id));
    const blocked = attempt(() => WPP.blocklist.all()) ?? [];
    const contacts = known.map((contact) => attempt(() => fields(contact))).filter((one) => one !== null);
    return { contacts: [...contacts, ...blocked.map(unknown)] };
  }

  // A stranger is one, too, if WhatsApp knows him.
  async function one({ id }) {
    const contact = await find(id);
    if (contact) return { contact: fields(contact) };
    const found = await query(id);
    if (!found) return { contact: null };
    return { contact: { id: name(found.wid), lid: lid(found.wid), isBlocked: isBlocked(found.wid), isBusiness: Boolean(found.biz) } };
  }

  async function check({ phone }) {
    const found = await query(`${phone}@c.us`);
    return found ? { exists: true, id: name(found.wid), lid: text(found.lid) ?? lid(found.wid) } : { exists: false };
  }

  // The id under which WhatsApp has the person or the group.
  async function reachable(id) {
    const known = (await find(id)) ?? (await bridge.chats.known(id));
    if (known) return known.id;
    const found = id.endsWith('@g.us') ? null : await query(id);
    return found?.wid ?? refuse('not_on_whatsapp', 'Nobody has this id');
  }

  async function picture({ id }) {
    const url = await WPP.contact.getProfilePictureUrl(String(await reachable(id)));
    return { url: text(url) || null };
  }

  async function block({ id, blocked }) {
    const wid = await reachable(id);
    if (isBlocked(wid) === blocked) return {};
    await (blocked ? WPP.blocklist.blockContact(wid) : WPP.blocklist.unblockContact(wid));
    if (isBlocked(wid) !== blocked) refuse('block_refused', 'Nothing changed');
    return {};
  }

  return { all, block, check, isBlocked, one, picture, query };
})();
