import "./map-frame.css";
import { Component, type ReactNode } from "react";
import { say } from "../texts/desk-texts.ts";

type State = { readonly failed: boolean };

/** A map that cannot be drawn must not take queue and incident with it. */
export class MapFrame extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { failed: false };
  static getDerivedStateFromError(): State {
    return { failed: true };
  }
  override render(): ReactNode {
    if (this.state.failed) return <p className="map-note">{say("map.failed")}</p>;
    return this.props.children;
  }
}
