export { warehouseContract } from '../warehouse/warehouse-contract.ts';
export { brokerContract } from './kafka/broker-contract.ts';
export type { BrokerWorld } from './kafka/broker-world.ts';
export { membershipContract } from './kafka/membership-contract.ts';
export { mendingContract } from './kafka/mending-contract.ts';
export { type LogWorld, logContract, type MakeWorld, readAll } from './log-contract.ts';
export { taskContract } from './task-contract.ts';
