/** Where in the text something stands, from 0, half open. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export type Comparison = '<' | '<=' | '>' | '>=' | '==' | '!=';
export type Arithmetic = '+' | '-' | '*' | '/' | '%' | '**';

/** One place between `[` and `]`: an index or a slice as Python writes it. */
export type Subscript = Span &
  (
    | { readonly kind: 'at'; readonly index: Node }
    | { readonly kind: 'slice'; readonly start?: Node; readonly stop?: Node; readonly step?: Node }
  );

/** An expression, read. Names are as written: what they mean is for the compiler. */
export type Node = Span &
  (
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Node[] }
    | { readonly kind: 'subscript'; readonly operand: Node; readonly subscripts: readonly Subscript[] }
    | { readonly kind: 'sign'; readonly operator: '-' | '+'; readonly operand: Node }
    | { readonly kind: 'arithmetic'; readonly operator: Arithmetic; readonly left: Node; readonly right: Node }
    | { readonly kind: 'comparison'; readonly operator: Comparison; readonly left: Node; readonly right: Node }
    | { readonly kind: 'not'; readonly operand: Node }
    | { readonly kind: 'logical'; readonly operator: 'and' | 'or'; readonly operands: readonly Node[] }
    /** Of a filter: channels whose number starts with these digits. */
    | { readonly kind: 'digits'; readonly digits: string }
  );
