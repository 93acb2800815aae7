import { photoBytesMax } from "../../src/rooms/rescue/contract/scene.ts";

/** How large, and how fine, from the best on, until the picture is small enough. */
const tries = [
  { acrossMax: 1_280, quality: 0.72 },
  { acrossMax: 1_280, quality: 0.5 },
  { acrossMax: 960, quality: 0.5 },
  { acrossMax: 640, quality: 0.4 },
] as const;

/** Drawn anew: small enough for a bad signal, upright, and without what a camera writes beside it (place, time, phone). */
export async function smallPhoto(file: Blob): Promise<Blob> {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    for (const each of tries) {
      const blob = await drawn(image, each);
      if (blob !== null && blob.size <= photoBytesMax) return blob;
    }
    throw new Error("the picture cannot be made small enough");
  } finally {
    image.close();
  }
}

function drawn(image: ImageBitmap, { acrossMax, quality }: (typeof tries)[number]): Promise<Blob | null> {
  const scale = Math.min(1, acrossMax / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
}
