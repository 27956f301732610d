export {
  CAUSES_MAX,
  type Context,
  causesOf,
  defineProcessor,
  type Emitter,
  type Processor,
  type ProcessorInput,
  type ProcessorOutput,
  type Row,
  type Seen,
} from './processor.ts';
