export {
  type DecodeContext,
  type Decoded,
  defineSource,
  factOf,
  type Reject,
  type Source,
  type SourceFact,
} from './source.ts';
