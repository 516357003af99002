/** What the network does to messages, by the names of the nodes; told by nobody: its node is `network`. */
export type NetworkFact =
  /** From now on, or no longer, between these nodes in this direction. `detail`: how slow, how many of a hundred. */
  | {
      readonly type: 'link fault' | 'link healed';
      readonly effect: 'cut' | 'slow' | 'lossy' | 'duplicating';
      readonly from: readonly string[];
      readonly to: readonly string[];
      readonly detail: string;
      /** What is left of a fault, some of whose links were healed just now. */
      readonly still?: boolean;
    }
  /** One message was struck. `detail`: the error, the ms, or `quietly`. */
  | {
      readonly type: 'message fault';
      readonly effect: 'lose' | 'delay' | 'duplicate' | 'fail' | 'reply-with' | 'hold';
      readonly api: string;
      readonly what: 'request' | 'reply';
      readonly client: string;
      readonly broker: string;
      readonly detail: string;
    }
  | { readonly type: 'messages released'; readonly count: number }
  | { readonly type: 'connection closed'; readonly between: readonly [string, string] };
