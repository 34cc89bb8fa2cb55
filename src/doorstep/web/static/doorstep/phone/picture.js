// A picture drawn anew on a canvas before anything is kept: place, time and camera of its file never come along.
export const LONG_EDGE = 2000; // dots
export const LARGEST = 2_000_000; // bytes; the server takes no more
const QUALITIES = [0.85, 0.75, 0.65, 0.5];

export class NoPictureError extends Error {
  constructor() {
    super("This is no picture that this phone can read. Take it with the camera, or choose a JPEG or PNG picture.");
    this.name = "NoPictureError";
  }
}

/** Draw a file anew: {canvas, blob}, a JPEG the right way up, small enough to be sent. */
export async function drawnAnew(file) {
  const canvas = await drawn(file);
  for (;;) {
    for (const quality of QUALITIES) {
      const blob = await jpeg(canvas, quality);
      if (blob.size <= LARGEST) return { canvas, blob };
    }
    shrink(canvas);
  }
}

async function drawn(file) {
  let dots;
  try {
    dots = await dotsOf(file);
  } catch {
    throw new NoPictureError();
  }
  const canvas = document.createElement("canvas");
  const scale = Math.min(1, LONG_EDGE / Math.max(dots.width, dots.height));
  size(canvas, dots.width * scale, dots.height * scale);
  paint(canvas, dots);
  dots.close();
  return canvas;
}

// Older browsers know no options; they draw a picture the right way up by themselves, or as it lies.
const dotsOf = (file) =>
  createImageBitmap(file, { imageOrientation: "from-image" }).catch((error) => {
    if (!(error instanceof TypeError)) throw error;
    return createImageBitmap(file);
  });

function size(canvas, width, height) {
  canvas.width = Math.max(1, Math.round(width));
  canvas.height = Math.max(1, Math.round(height));
}

// On white paper: what lets through would come out black.
function paint(canvas, dots) {
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(dots, 0, 0, canvas.width, canvas.height);
}

function shrink(canvas) {
  const copy = document.createElement("canvas");
  size(copy, canvas.width, canvas.height);
  paint(copy, canvas);
  size(canvas, canvas.width * 0.75, canvas.height * 0.75);
  paint(canvas, copy);
}

const jpeg = (canvas, quality) =>
  new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new NoPictureError())), "image/jpeg", quality);
  });

/** The picture as the letters it is sent in. */
export async function lettersOf(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/** A canvas with a picture that was kept as letters. */
export async function shownAgain(letters) {
  const bytes = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
  return drawn(new Blob([bytes], { type: "image/jpeg" }));
}
