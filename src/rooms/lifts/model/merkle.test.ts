import { hash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { growTree, leafHash, pathOf, rootOf, rootOfProof, type Sha256 } from "./merkle.ts";

const sha256: Sha256 = (data) => hash("sha256", data, "hex");
const leaves = (n: number): string[] => Array.from({ length: n }, (_, i) => leafHash(`leaf ${i}`, sha256));

/** The definition of RFC 6962, word for word, as a second opinion. */
function defined(hashes: readonly string[]): string {
  if (hashes.length === 1) return hashes[0] as string;
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  const [left, right] = [defined(hashes.slice(0, split)), defined(hashes.slice(split))];
  return sha256(Buffer.concat([Buffer.from([1]), Buffer.from(left, "hex"), Buffer.from(right, "hex")]));
}

describe("the Merkle tree of RFC 6962", () => {
  test("gives the roots that Certificate Transparency's published test vectors give", () => {
    // Inputs and roots of the reference implementation (merkle_tree_test of certificate-transparency).
    const inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    const vectors = inputs.map((hex) => sha256(Buffer.from(`00${hex}`, "hex")));
    const roots = [
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    expect(roots.map((_, i) => rootOf(vectors.slice(0, i + 1), sha256))).toEqual(roots);
  });

  test("a leaf cannot pass for a node", () => {
    const [a = "", b = ""] = leaves(2);
    expect(leafHash(Buffer.from(a + b, "hex").toString("latin1"), sha256)).not.toBe(rootOf([a, b], sha256));
  });

  test("grown leaf by leaf it is the tree of the definition", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), (n) => {
        expect(rootOf(leaves(n), sha256)).toBe(defined(leaves(n)));
      }),
    );
  });

  test("made of parts of a power of two it is the same tree, and so are its proofs", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 4 }), fc.nat(), (n, power, at) => {
        const all = leaves(n);
        const size = 2 ** power;
        const parts = Array.from({ length: Math.ceil(n / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
        const roots = parts.map((part) => rootOf(part, sha256));
        expect(rootOf(roots, sha256)).toBe(rootOf(all, sha256));
        const index = at % n;
        const part = Math.floor(index / size);
        const path = [...pathOf(parts[part] ?? [], index % size, sha256), ...pathOf(roots, part, sha256)];
        expect(path).toEqual(pathOf(all, index, sha256));
      }),
    );
  });

  test("every leaf's proof leads to the root, and no other leaf, place, size or path does", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.nat(), fc.nat(), (n, at, other) => {
        const all = leaves(n);
        const root = rootOf(all, sha256);
        const index = at % n;
        const leaf = all[index] as string;
        const proof = { index, leaves: n, path: pathOf(all, index, sha256) };
        expect(rootOfProof(leaf, proof, sha256)).toBe(root);
        expect(rootOfProof(leafHash("another", sha256), proof, sha256)).not.toBe(root);
        if (other % n !== index) expect(rootOfProof(leaf, { ...proof, index: other % n }, sha256)).not.toBe(root);
        expect(rootOfProof(leaf, { ...proof, path: [...proof.path, leaf] }, sha256)).toBeUndefined();
        if (n > 1) expect(rootOfProof(leaf, { ...proof, path: proof.path.slice(1) }, sha256)).not.toBe(root);
        expect(rootOfProof(leaf, { ...proof, index: n }, sha256)).toBeUndefined();
      }),
    );
  });

  test("a tree without leaves has no root", () => {
    expect(() => growTree(sha256).root()).toThrow();
  });
});
