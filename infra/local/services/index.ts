export {
  type BrokerPlace,
  type OwnKafka,
  startOwnCluster,
  startOwnKafka,
} from './kafka-jars.ts';
export { type OwnRegistry, startOwnRegistry } from './registry-jars.ts';
export {
  type ClickHouse,
  type Kafka,
  type Registry,
  startClickHouse,
  startKafka,
  startRegistry,
} from './services.ts';
