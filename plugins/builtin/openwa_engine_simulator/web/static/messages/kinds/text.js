/** A text, with what it shows of a link; also what was revoked, or cannot be read yet. */
export const text = {
  fromWire: ({ body, enclosed }) => ({ body, ...(enclosed?.kind === 'preview' ? linkOf(enclosed) : {}) }),
  toWire: (message) => ({ body: message.body, enclosed: message.matchedText ? previewOf(message) : null }),
};

function linkOf({ url, title, description, thumbnail }) {
  const link = { subtype: 'url', matchedText: url, canonicalUrl: url, title, description };
  return { ...link, thumbnail: thumbnail ?? undefined };
}

function previewOf({ matchedText, canonicalUrl, title, description, thumbnail }) {
  return {
    kind: 'preview',
    url: canonicalUrl || matchedText,
    title: title ?? '',
    description: description ?? '',
    thumbnail: thumbnail ?? null,
  };
}
