/** Reads a QR code out of what a camera shows: by the browser where it can, else by a library that is loaded for it. */
export type CodeReader = (image: HTMLVideoElement | ImageBitmap) => Promise<string | null>;

type Detector = { readonly detect: (image: CanvasImageSource) => Promise<readonly { readonly rawValue: string }[]> };
type DetectorClass = {
  new (options: { readonly formats: readonly string[] }): Detector;
  readonly getSupportedFormats: () => Promise<readonly string[]>;
};

/** Asked for when the way begins: in the basement there may be no signal to load it. */
export async function openReader(): Promise<CodeReader> {
  const detector = await ownDetector();
  if (detector !== null) return async (image) => (await detector.detect(image).catch(() => []))[0]?.rawValue ?? null;
  const { default: decode } = await import("qr/decode.js");
  return async (image) => {
    const pixels = pixelsOf(image);
    if (pixels === null) return null;
    try {
      return decode(pixels);
    } catch {
      // Nothing that looks like a code is no failure.
      return null;
    }
  };
}

async function ownDetector(): Promise<Detector | null> {
  const own = (globalThis as { readonly BarcodeDetector?: DetectorClass }).BarcodeDetector;
  try {
    if (own === undefined || !(await own.getSupportedFormats()).includes("qr_code")) return null;
    return new own({ formats: ["qr_code"] });
  } catch {
    return null;
  }
}

/** A code fills much of the picture: so many pixels across are enough, and quick to search. */
const acrossMax = 800;

function pixelsOf(image: HTMLVideoElement | ImageBitmap): ImageData | null {
  const [width, height] = "videoWidth" in image ? [image.videoWidth, image.videoHeight] : [image.width, image.height];
  if (width === 0 || height === 0) return null;
  const scale = Math.min(1, acrossMax / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return context?.getImageData(0, 0, canvas.width, canvas.height) ?? null;
}
