// A message as it is said once more: its content by name. A file is not brought again; the message names the
// one that WhatsApp has.
bridge.forwarding = (() => {
  const { refuse } = bridge.refusals;
  const FILE = [
    'body',
    'caption',
    'deprecatedMms3Url',
    'directPath',
    'duration',
    'encFilehash',
    'filehash',
    'filename',
    'height',
    'isCaptionByUser',
    'isGif',
    'mediaKey',
    'mediaKeyTimestamp',
    'mimetype',
    'pageCount',
    'size',
    'waveform',
    'width',
  ];
  const names = {
    audio: FILE,
    chat: ['body'],
    document: FILE,
    image: FILE,
    location: ['clientUrl', 'lat', 'lng', 'loc'],
    multi_vcard: ['vcardList'],
    ptt: FILE,
    sticker: FILE,
    vcard: ['body', 'vcardFormattedName'],
    video: FILE,
  };

  function copy(msg) {
    const wanted = names[msg.type] ?? refuse('not_forwardable', 'Messages of this kind are not forwarded');
    const content = wanted.map((name) => [name, msg[name]]).filter(([, value]) => value !== null && value !== undefined);
    return { type: msg.type, ...Object.fromEntries(content) };
  }

  // WhatsApp shows "forwarded many times" from five on.
  async function raw(id) {
    const msg = (await bridge.store.find(id)) ?? refuse('forwarded_msg_not_found', 'The message is unknown');
    return { ...copy(msg), isForwarded: true, forwardingScore: (msg.forwardingScore ?? 0) + 1 };
  }

  return { copy, raw };
})();
