import { useEffect, useRef, useState } from "react";
import { d } from "./deed-texts.ts";
import { type CodeReader, openReader } from "./read-code.ts";

type Props = { readonly onCode: (text: string) => void };
const lookEveryMs = 250;

/** What the camera shows, looked at four times a second; where there is none, a picture that is taken for it. */
export function Camera({ onCode }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const [works, setWorks] = useState(true);
  const found = useRef(onCode);
  useEffect(() => {
    found.current = onCode;
  });
  useEffect(() => {
    const stop = new AbortController();
    void watch(video.current, stop.signal, (text) => found.current(text)).catch(() => setWorks(false));
    return () => stop.abort();
  }, []);
  return (
    <>
      {works ? (
        <>
          <p className="quiet">{d("scan.aim")}</p>
          <video ref={video} className="camera" playsInline muted aria-label={d("scan.title")} />
        </>
      ) : (
        <p className="warning">{d("scan.no-camera")}</p>
      )}
      <PictureOfCode onCode={onCode} />
    </>
  );
}

/** @throws where there is no camera, or it may not be used. */
async function watch(video: HTMLVideoElement | null, signal: AbortSignal, onCode: (text: string) => void) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  const end = (): void => {
    for (const track of stream.getTracks()) track.stop();
  };
  if (signal.aborted || video === null) return end();
  signal.addEventListener("abort", end);
  video.srcObject = stream;
  await video.play();
  const read = await openReader();
  for (let last = ""; !signal.aborted; ) {
    const text = await read(video);
    // The same code stays in the frame: it is told once.
    if (text !== null && text !== last && !signal.aborted) onCode(text);
    if (text !== null) last = text;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

function PictureOfCode({ onCode }: Props) {
  const [unread, setUnread] = useState(false);
  const look = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const text = await readPicture(file).catch(() => null);
    setUnread(text === null);
    if (text !== null) onCode(text);
  };
  return (
    <>
      <label className="button">
        {d("scan.photo")}
        <input
          type="file"
          accept="image/*"
          capture="environment"
          className="file-input"
          data-testid="scan-picture"
          onChange={(event) => void look(event.target.files?.[0])}
        />
      </label>
      {unread && (
        <p className="warning" role="alert">
          {d("scan.unread")}
        </p>
      )}
    </>
  );
}

async function readPicture(file: File): Promise<string | null> {
  const [read, image]: [CodeReader, ImageBitmap] = await Promise.all([openReader(), createImageBitmap(file)]);
  return read(image);
}
