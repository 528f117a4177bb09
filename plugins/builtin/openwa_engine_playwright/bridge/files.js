// Files on their way into the page and out of it: the browser carries them, the gateway never holds one.
bridge.files = (() => {
  const KEPT_MS = 60_000;

  function input() {
    const known = document.getElementById(bridge.fileInput);
    if (known) return known;
    const made = Object.assign(document.createElement('input'), { id: bridge.fileInput, type: 'file' });
    made.hidden = true;
    document.documentElement.append(made);
    return made;
  }

  // The gateway can put a file into it then.
  async function offer() {
    input().value = '';
    return {};
  }

  // The file that the gateway has put there, under the name and the type that it shall have.
  function take({ filename, mimetype }) {
    const [given] = input().files;
    if (!given) bridge.refusals.refuse('file_gone', 'The file did not come');
    const file = new File([given], filename, { type: mimetype });
    input().value = '';
    return file;
  }

  function save(blob, label) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = label;
    link.click();
    // Once the download has begun, the browser holds the blob itself.
    setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
  }

  async function download({ id, label }) {
    const msg = await bridge.store.named(id);
    const blob = await WPP.chat.downloadMedia(String(msg.id));
    if (!(blob instanceof Blob)) bridge.refusals.refuse('media_not_found', 'WhatsApp has the file no more');
    save(blob, label);
    return { mimetype: bridge.fields.text(msg.mimetype) || blob.type, filename: bridge.fields.text(msg.filename) };
  }

  return { download, offer, take };
})();
