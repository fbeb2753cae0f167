// One thing for each place: a node of the tree and a slice (the values of the dimensions that are kept, joined).

export interface Places<T> {
  get(node: string, slice: string): T | undefined;
  /** Makes it when it is not there. */
  at(node: string, slice: string): T;
  /** Slices known at a node. */
  slicesAt(node: string): Iterable<string>;
}

export function createPlaces<T>(make: (node: string, slice: string) => T): Places<T> {
  const nodes = new Map<string, Map<string, T>>();
  return {
    get: (node, slice) => nodes.get(node)?.get(slice),
    at: (node, slice) => {
      let slices = nodes.get(node);
      if (slices === undefined) {
        slices = new Map();
        nodes.set(node, slices);
      }
      let thing = slices.get(slice);
      if (thing === undefined) {
        thing = make(node, slice);
        slices.set(slice, thing);
      }
      return thing;
    },
    slicesAt: (node) => nodes.get(node)?.keys() ?? [],
  };
}
