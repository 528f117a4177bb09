import { define, use } from '../runtime/registry.js';

const PATIENCE_MS = 5000;

/** Width, height and duration of a file, as far as it has them and the browser can read it. */
export async function measure(kind, opaque) {
  try {
    return await (MEASURES[kind]?.(opaque) ?? {});
  } catch {
    return {};
  }
}

async function measureVideo(opaque) {
  const { duration, thumbs } = await use('WAStandInVideo').generateVideoThumbsAndDuration({
    file: opaque.forceToBlob(),
    maxDimensions: [100],
  });
  return { duration, width: thumbs[0].fullWidth, height: thumbs[0].fullHeight };
}

async function measurePicture(opaque) {
  const bitmap = await createImageBitmap(opaque.forceToBlob());
  const { width, height } = bitmap;
  bitmap.close();
  return { width, height };
}

const measureSound = async (opaque) => ({ duration: (await played('audio', opaque.forceToBlob())).duration });

const MEASURES = {
  image: measurePicture,
  sticker: measurePicture,
  video: measureVideo,
  audio: measureSound,
  ptt: measureSound,
};

/** How long and how large a player finds the file; the file is not played. */
function played(tag, blob) {
  const player = document.createElement(tag);
  const url = URL.createObjectURL(blob);
  const found = new Promise((resolve, reject) => {
    player.onloadedmetadata = () => resolve(properties(player));
    player.onerror = () => reject(new Error('the browser cannot play this file'));
    setTimeout(reject, PATIENCE_MS, new Error('the browser takes too long to read this file'));
  });
  player.preload = 'metadata';
  player.src = url;
  return found.finally(() => {
    player.removeAttribute('src');
    player.load();
    URL.revokeObjectURL(url);
  });
}

const properties = ({ duration, videoWidth, videoHeight }) => ({
  duration: Number.isFinite(duration) ? duration : undefined,
  videoWidth,
  videoHeight,
});

define('WAStandInVideo', {
  async generateVideoThumbsAndDuration({ file, maxDimensions }) {
    const { duration, videoWidth, videoHeight } = await played('video', file);
    const thumbs = maxDimensions.map(() => ({ url: '', fullWidth: videoWidth, fullHeight: videoHeight }));
    return { duration, thumbs };
  },
});
