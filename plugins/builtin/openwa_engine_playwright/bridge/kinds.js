// How each kind of message is handed to wa-js: `content` is what the gateway wants said.
bridge.kinds = (() => {
  const PLAIN_LINK = 0;

  // wa-js has its own way to previews, which asks strangers about the link: ours goes round it.
  function text(to, { text: body, preview }, options) {
    if (!preview) return WPP.chat.sendTextMessage(to, body, options);
    const link = { ...preview, richPreviewType: PLAIN_LINK, doNotPlayInline: true };
    return WPP.chat.sendRawMessage(to, { type: 'chat', subtype: 'url', body, ...link }, options);
  }

  function file(to, { type, caption, isPtt, waveform, isGif, file: given }, options) {
    const said = caption === null ? {} : { caption };
    const looks = { audio: { isPtt, waveform }, video: { isGif } }[type] ?? {};
    return WPP.chat.sendFileMessage(to, given, { ...options, ...said, ...looks, type, filename: given.name });
  }

  function location(to, { latitude, longitude, description }, options) {
    const place = { lat: latitude, lng: longitude, name: description };
    return WPP.chat.sendLocationMessage(to, { ...options, ...place });
  }

  function contact(to, { id, name }, options) {
    return WPP.chat.sendVCardContactMessage(to, { id, name }, options);
  }

  function poll(to, { question, options: choices, selectable }, options) {
    return WPP.chat.sendCreatePollMessage(to, question, choices, { ...options, selectableCount: selectable });
  }

  // wa-js' own forwarding gives the message an id of its own, and tells nobody which.
  function forward(to, { raw }, options) {
    return WPP.chat.sendRawMessage(to, raw, options);
  }

  return { contact, file, forward, location, poll, text };
})();
