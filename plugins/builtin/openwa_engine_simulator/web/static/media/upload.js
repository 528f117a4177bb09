import { define } from '../runtime/registry.js';
import { hashOfId } from './file_id.js';

/**
 * Brings a file to the network.
 * @returns {Promise<{filehash: string, size: number, mediaKey: string}>}
 */
async function uploadMedia({ blob }) {
  const answer = await fetch('/media', { method: 'POST', body: blob });
  if (!answer.ok) throw new Error(`the network did not take the file: ${answer.status}`);
  const { id, size } = await answer.json();
  return { filehash: hashOfId(id), size, mediaKey: id };
}

define('WAStandInUpload', { uploadMedia });
