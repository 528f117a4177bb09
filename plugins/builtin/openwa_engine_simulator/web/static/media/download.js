import { addressOf, idOfHash } from './file_id.js';
import { STAGE, hold } from './media_data.js';
import { OpaqueData } from './opaque.js';

const GONE = 404;

/** Fetches the file of a message; when the network has it no more, the message stays without one. */
export async function fetchFile({ mediaData }) {
  mediaData.set({ mediaStage: STAGE.FETCHING });
  const answer = await fetch(addressOf(idOfHash(mediaData.filehash)));
  if (answer.ok) {
    const blob = await answer.blob();
    hold(mediaData, new OpaqueData(blob.slice(0, blob.size, mediaData.mimetype)));
    mediaData.set({ mediaStage: STAGE.RESOLVED });
    return;
  }
  mediaData.set({ mediaStage: STAGE.ERROR_MISSING });
  if (answer.status !== GONE) throw new Error(`the network did not give the file: ${answer.status}`);
}
