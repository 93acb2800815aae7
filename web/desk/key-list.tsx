import { say } from "./texts/desk-texts.ts";

const keys = [
  ["/", "keys.search"],
  ["n", "keys.new"],
  ["1 … 9", "keys.row"],
  ["a", "keys.act"],
  ["c", "keys.write"],
  ["v", "keys.speak"],
  ["h", "keys.outside"],
  ["j", "keys.merge"],
  ["m", "keys.acknowledge"],
  ["Esc", "keys.back"],
  ["?", "keys.help"],
] as const;

/** The keys of the desk. */
export function KeyList() {
  return (
    <section className="keys" aria-label={say("keys.title")} data-testid="key-list">
      <h3 className="block-title">{say("keys.title")}</h3>
      <dl>
        {keys.map(([key, text]) => (
          <div key={key} className="keys-row">
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{say(text)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
